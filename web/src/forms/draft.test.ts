// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${PORT} names an environment variable in flows.json.
import { describe, expect, it } from "vitest";
import { KEPT_SECRET, openDraft, patchOf, withCredentials } from "./draft";
import { bySection, type Field, isShown, labelOf, numberProblem, storeChoice, storeNumber } from "./field";
import { closeRows, moveRow, newRow, ORIGIN, openRows, type Row, rowShape } from "./rows";

const scope = (values: Record<string, unknown>) => ({ get: (name: string) => values[name], set: () => {} });

describe("conditions", () => {
  const field: Field = { name: "timeout", widget: "text", when: { mode: ["delay", "rate"], drop: [true] } };

  it("hold when every named property has one of its values", () => {
    expect(isShown(field, scope({ mode: "rate", drop: true }))).toBe(true);
    expect(isShown(field, scope({ mode: "rate", drop: false }))).toBe(false);
    expect(isShown(field, scope({ drop: true }))).toBe(false);
  });

  it("take text and number of the same value as one, and a missing property as empty", () => {
    expect(isShown({ ...field, when: { n: [1] } }, scope({ n: "1" }))).toBe(true);
    expect(isShown({ ...field, when: { n: [""] } }, scope({}))).toBe(true);
  });
});

describe("fields", () => {
  it("are grouped by section in order, without the hidden ones", () => {
    const fields: Field[] = [
      { name: "a", widget: "text" },
      { name: "b", widget: "text", section: "Security" },
      { name: "c", widget: "hidden" },
      { name: "d", widget: "text" },
    ];
    expect([...bySection(fields)].map(([title, list]) => [title, list.map((f) => f.name)])).toEqual([
      ["", ["a", "d"]],
      ["Security", ["b"]],
    ]);
  });

  it("store choices and numbers in the type of their default", () => {
    expect(storeChoice("true", { name: "x", widget: "select", default: false })).toBe(true);
    expect(storeChoice("true", { name: "x", widget: "select", default: "false" })).toBe("true");
    expect(storeChoice("2", { name: "x", widget: "select", default: 1 })).toBe(2);
    expect(storeNumber("5", { name: "x", widget: "number", default: "5" })).toBe("5");
    expect(storeNumber("5", { name: "x", widget: "number", default: 1 })).toBe(5);
    expect(storeNumber("x", { name: "x", widget: "number", default: 1 })).toBe("x");
  });

  it("say what is wrong with a number", () => {
    const field: Field = { name: "port", widget: "number", minimum: 1, maximum: 65535 };
    expect(numberProblem("0", field)).toBe("At least 1.");
    expect(numberProblem("70000", field)).toBe("At most 65535.");
    expect(numberProblem("abc", field)).toBe("This is not a number.");
    expect(numberProblem("${PORT}", field)).toBeNull();
    expect(numberProblem("", field)).toBeNull();
    expect(numberProblem("", { ...field, required: true })).toBe("A number is needed.");
  });

  it("get a label from their name when they have none", () => {
    expect(labelOf({ name: "keepAlive", widget: "text" })).toBe("Keep alive");
  });
});

describe("rows", () => {
  const objects: Field = {
    name: "rules",
    widget: "rows",
    default: [],
    fields: [{ name: "t", widget: "text", default: "set" }],
  };
  const plain: Field = { name: "list", widget: "rows", default: [], fields: [{ name: "", widget: "text" }] };
  const map: Field = {
    name: "headers",
    widget: "rows",
    default: {},
    fields: [
      { name: "key", widget: "text" },
      { name: "value", widget: "text" },
    ],
  };

  it.each([
    [objects, [{ t: "a", unknown: 1 }, { t: "b" }]],
    [plain, ["x", "y"]],
    [map, { accept: "text/plain", etag: "1" }],
  ])("of every shape come back as they were", (field, value) => {
    expect(closeRows(openRows(value, field), field, rowShape(value, field))).toEqual(value);
  });

  it("start from the defaults of their fields, typed values with their type", () => {
    const field: Field = {
      name: "rules",
      widget: "rows",
      fields: [
        {
          name: "v",
          widget: "typed",
          default: "",
          types: ["str", "num"],
          type_property: "vt",
          type_default: "str",
        },
      ],
    };
    expect(newRow(field)).toEqual({ v: "", vt: "str" });
  });

  it("move by keyboard or drag, and stop at the ends", () => {
    const rows: Row[] = [{ t: 1 }, { t: 2 }, { t: 3 }];
    expect(moveRow(rows, 0, 2).map((row) => row.t)).toEqual([2, 3, 1]);
    expect(moveRow(rows, 2, -1).map((row) => row.t)).toEqual([3, 1, 2]);
    expect(moveRow(rows, 0, -1)).toBe(rows);
  });
});

describe("drafts", () => {
  const record = { id: "n1", type: "thing", name: "", extra: { kept: true }, wires: [["a"], ["b"]] };
  const fields: Field[] = [
    { name: "name", widget: "text", default: "" },
    { name: "outputs", widget: "number", default: 1 },
    { name: "user", widget: "credential" },
    { name: "password", widget: "credential", secret: true },
  ];

  it("give no patch when nothing was changed, not even for defaults the file leaves out", () => {
    expect(patchOf(openDraft(record, fields), record, fields)).toEqual({});
  });

  it("write only the changed property", () => {
    const draft = openDraft(record, fields);
    draft.values = { ...draft.values, name: "new" };
    expect(patchOf(draft, record, fields)).toEqual({ name: "new" });
  });

  it("take wires off ports that are gone", () => {
    const draft = openDraft({ ...record, outputs: 2 }, fields);
    draft.values = { ...draft.values, outputs: 1 };
    expect(patchOf(draft, record, fields)).toEqual({ outputs: 1, wires: [["a"]] });
  });

  it("delete keys that say nothing any more", () => {
    const disabled = { ...record, d: true, info: "text" };
    const draft = openDraft(disabled, fields);
    draft.values = { ...draft.values, d: false, info: "" };
    const patch = patchOf(draft, disabled, fields);
    expect(patch).toEqual({ d: undefined, info: undefined });
    expect(Object.keys(patch)).toEqual(["d", "info"]);
  });

  it("keep a secret that nobody retyped, and send all credentials once one was changed", () => {
    let draft = withCredentials(openDraft(record, fields), { user: "me", has_password: true }, fields);
    expect(draft.credentials).toEqual({ user: "me", password: KEPT_SECRET });
    expect(patchOf(draft, record, fields)).toEqual({});
    draft = { ...draft, credentials: { ...draft.credentials, user: "you" } };
    expect(patchOf(draft, record, fields)).toEqual({ credentials: { user: "you", password: KEPT_SECRET } });
  });
});

describe("types whose file layout is not their form", () => {
  const props: Field = {
    name: "props",
    widget: "rows",
    default: [{ p: "payload" }, { p: "topic", vt: "str" }],
    fields: [
      { name: "p", widget: "text" },
      { name: "v", widget: "typed", type_property: "vt", types: ["str", "date"] },
    ],
  };

  it("inject: payload and topic are rows, stored in their own properties", () => {
    const record = {
      id: "i",
      type: "inject",
      props: [{ p: "payload" }, { p: "topic", vt: "str" }],
      payload: "1",
      payloadType: "num",
      topic: "t",
    };
    const draft = openDraft(record, [props]);
    expect(draft.values.props).toMatchObject([
      { p: "payload", v: "1", vt: "num" },
      { p: "topic", v: "t", vt: "str" },
    ]);
    expect(patchOf(draft, record, [props])).toEqual({});
    const rows = draft.values.props as Row[];
    draft.values = { ...draft.values, props: [{ ...rows[0], v: "2" }, rows[1]!] };
    expect(patchOf(draft, record, [props])).toEqual({ payload: "2" });
  });

  it("switch: a rule that moves takes its wires along, and each rule has one output", () => {
    const rules: Field = {
      name: "rules",
      widget: "rows",
      default: [],
      fields: [{ name: "v", widget: "text" }],
    };
    const record = {
      id: "s",
      type: "switch",
      rules: [{ v: "1" }, { v: "2" }],
      outputs: 2,
      wires: [["a"], ["b"]],
    };
    const draft = openDraft(record, [rules]);
    const [first, second] = draft.values.rules as Row[];
    draft.values = { ...draft.values, rules: [second!, first!, { v: "3" }] };
    expect(patchOf(draft, record, [rules])).toEqual({
      rules: [{ v: "2" }, { v: "1" }, { v: "3" }],
      outputs: 3,
      wires: [["b"], ["a"], []],
    });
    expect(second![ORIGIN]).toBe(1);
  });

  it("debug: the old whole-message flag is shown as such", () => {
    expect(openDraft({ id: "d", type: "debug", complete: "true" }, []).values).toMatchObject({
      targetType: "full",
    });
    expect(openDraft({ id: "d", type: "debug", complete: "false" }, []).values).toMatchObject({
      complete: "payload",
      targetType: "msg",
    });
  });
});
