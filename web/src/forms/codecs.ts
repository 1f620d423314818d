/**
 * Between a record of flows.json and the values of its form, for the types whose file layout is not their form's:
 * older layouts that Node-RED still reads, and properties that follow from others.
 */

import { ORIGIN, type Row, wiresOfRows } from "./rows";

type Values = Record<string, unknown>;

interface Codec {
  /** Turns what the file holds into what the form edits. */
  open?(values: Values): Values;
  /** Completes the edited values before they are stored; `wires` are those of the record. */
  save?(values: Values, wires: string[][]): Values;
}

const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : []);

/** `payload` and `topic` are rows in the form, and properties of their own in the file. */
const inject: Codec = {
  open(values) {
    const props = Array.isArray(values.props)
      ? rowsOf(values.props)
      : [{ p: "payload" }, { p: "topic", vt: "str" } as Row];
    return {
      ...values,
      props: props.map((row) => {
        if (row.p === "payload" && row.vt === undefined) {
          return { ...row, v: values.payload ?? "", vt: values.payloadType ?? "date" };
        }
        if (row.p === "topic" && row.vt === "str" && row.v === undefined)
          return { ...row, v: values.topic ?? "" };
        return row;
      }),
    };
  },
  save(values) {
    const saved: Values = { ...values, payload: "", payloadType: "", topic: "" };
    saved.props = rowsOf(values.props)
      .filter((row) => row.p !== "")
      .map((row) => {
        if (row.p === "payload") {
          saved.payload = row.v ?? "";
          saved.payloadType = row.vt ?? "str";
          return withOrigin(row, { p: "payload" });
        }
        if (row.p === "topic" && row.vt === "str") {
          saved.topic = row.v ?? "";
          return withOrigin(row, { p: "topic", vt: "str" });
        }
        return row;
      });
    if (saved.payloadType === "") saved.payloadType = values.payloadType || "date";
    return saved;
  },
};

function withOrigin(row: Row, rest: Row): Row {
  return ORIGIN in row ? { ...rest, [ORIGIN]: row[ORIGIN] } : rest;
}

/** `complete` was once "true" for the whole message and "false" for the payload. */
const debug: Codec = {
  open(values) {
    if (values.complete === "true" || values.complete === true)
      return { ...values, complete: "true", targetType: "full" };
    const complete = values.complete === "false" || values.complete === false ? "payload" : values.complete;
    return { ...values, complete: complete ?? "payload", targetType: values.targetType || "msg" };
  },
};

/** Before rules there was one action in four properties. */
const change: Codec = {
  open(values) {
    if (Array.isArray(values.rules) || !values.action) return values;
    const rule: Row = {
      t: values.action === "replace" ? "set" : values.action,
      p: values.property ?? "",
      pt: "msg",
    };
    if (values.action === "change") {
      Object.assign(rule, {
        from: values.from ?? "",
        fromt: values.reg ? "re" : "str",
        to: values.to ?? "",
        tot: "str",
      });
    } else if (values.action !== "delete") {
      Object.assign(rule, { to: values.to ?? "", tot: values.action === "move" ? "msg" : "str" });
    }
    return { ...values, rules: [rule] };
  },
};

/** One output for each rule; a rule that moves takes its wires along. */
const switchRules: Codec = {
  save(values, wires) {
    const rules = rowsOf(values.rules);
    return { ...values, outputs: rules.length, wires: wiresOfRows(wires, rules) };
  },
};

const CODECS: Record<string, Codec> = { inject, debug, change, switch: switchRules };

export function openValues(type: string, values: Values): Values {
  return CODECS[type]?.open?.(values) ?? values;
}

export function saveValues(type: string, values: Values, wires: string[][]): Values {
  return CODECS[type]?.save?.(values, wires) ?? values;
}
