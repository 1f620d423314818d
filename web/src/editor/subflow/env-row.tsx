/** One property of a subflow: name and default value, and below it, unfolded, how instances show it. */

import { useId, useState } from "react";
import type { EnvEntry } from "../../document";
import { type Field, type FormScope, RowList, typedKind, useFormHost, WidgetOf } from "../../forms";
import { msg, t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { IconPicker } from "../icons/icon-picker";
import {
  ALL_INPUT_TYPES,
  type EnvOption,
  inputTypes,
  textIn,
  type UiType,
  uiOf,
  uiTypeOf,
  withInputTypes,
  withUi,
  withUiType,
} from "./env-entry";
import styles from "./subflow.module.css";

const UI_TYPES: [UiType, string][] = [
  ["input", msg("Input")],
  ["select", msg("Choice")],
  ["checkbox", msg("Checkbox")],
  ["spinner", msg("Number")],
  ["cred", msg("Secret")],
  ["conf-types", msg("Config node")],
  ["none", msg("Label only")],
  ["hide", msg("Hidden")],
];

interface EnvRowProps {
  entry: EnvEntry;
  index: number;
  /** Language of the labels that are edited. */
  locale: string;
  /** Whether another property has the same name. */
  isTwice: boolean;
  isDisabled: boolean;
  onChange: (entry: EnvEntry) => void;
}

export function EnvRow(props: EnvRowProps) {
  const { entry, index, isTwice, isDisabled, onChange } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const scope: FormScope = {
    get: (name) => entry[name],
    set: (changes) => onChange({ ...entry, ...changes }),
  };
  const row = t("property {n}", { n: index + 1 });
  return (
    <div className={styles.row}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          aria-label={t("How instances show {name}", { name: entry.name || row })}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? "chevron-down" : "chevron-right"} size="xs" />
        </button>
        <input
          className={`${styles.input} ${styles.name}`}
          aria-label={t("Name of {row}", { row })}
          aria-invalid={isTwice || undefined}
          placeholder={t("NAME")}
          autoComplete="off"
          spellCheck={false}
          disabled={isDisabled}
          value={entry.name}
          onChange={(event) => onChange({ ...entry, name: event.target.value })}
        />
        <div className={styles.value} hidden={uiTypeOf(entry) === "none"}>
          <WidgetOf
            field={valueField(entry)}
            scope={scope}
            id={`${id}-value`}
            name={t("Default of {row}", { row })}
            problem={null}
            isDisabled={isDisabled}
          />
        </div>
      </div>
      {isTwice && <p className={styles.problem}>{t("Two properties have this name.")}</p>}
      {isOpen && <EnvUiPanel {...props} row={row} />}
    </div>
  );
}

/** The field of the default value: what it can be follows from how it is shown. */
function valueField(entry: EnvEntry): Field {
  const typed = { name: "value", widget: "typed", type_property: "type", type_default: "str" };
  switch (uiTypeOf(entry)) {
    case "conf-types":
      return { name: "value", widget: "config", node_type: entry.type };
    case "checkbox":
      return { ...typed, types: ["bool"] };
    case "spinner":
      return { ...typed, types: ["num"] };
    case "cred":
      return { ...typed, types: ["cred"] };
    case "select": {
      const options = (uiOf(entry).opts?.opts ?? []).map(({ v, l }) => ({
        value: v,
        label: textIn(l, "en-US") || v,
      }));
      return options.length > 0
        ? { name: "value", widget: "select", options, other: t("another value") }
        : { ...typed, types: ["str"] };
    }
    default:
      return { ...typed, types: inputTypes(entry) };
  }
}

function EnvUiPanel({ entry, locale, isDisabled, onChange, row }: EnvRowProps & { row: string }) {
  const host = useFormHost();
  const ui = uiOf(entry);
  const type = uiTypeOf(entry);
  const configTypes = host.configTypes();
  return (
    <div className={styles.panel}>
      <div className={styles.look}>
        <IconPicker
          value={ui.icon ?? ""}
          ownIcon=""
          label={t("Icon of {row}", { row })}
          onlyFontAwesome
          isDisabled={isDisabled}
          onChange={(icon) => onChange(withUi(entry, { icon }))}
        />
        <input
          className={styles.input}
          aria-label={t("Label of {row}", { row })}
          placeholder={textIn(ui.label, locale) || entry.name || t("Label")}
          disabled={isDisabled}
          value={ui.label?.[locale] ?? ""}
          onChange={(event) =>
            onChange(withUi(entry, { label: { ...ui.label, [locale]: event.target.value } }))
          }
        />
        <select
          className={styles.select}
          aria-label={t("Shown as, {row}", { row })}
          disabled={isDisabled}
          value={type}
          onChange={(event) =>
            onChange(withUiType(entry, event.target.value as UiType, configTypes[0]?.type))
          }
        >
          {UI_TYPES.map(([value, label]) => (
            <option key={value} value={value}>
              {t(label)}
            </option>
          ))}
        </select>
      </div>
      {type === "input" && (
        <fieldset className={styles.types} aria-label={t("Types that {row} may have", { row })}>
          {ALL_INPUT_TYPES.map((value) => (
            <label key={value} className={styles.type}>
              <input
                type="checkbox"
                disabled={isDisabled}
                checked={inputTypes(entry).includes(value)}
                onChange={(event) => {
                  const now = inputTypes(entry);
                  const next = event.target.checked ? [...now, value] : now.filter((item) => item !== value);
                  onChange(withInputTypes(entry, next));
                }}
              />
              {t(typedKind(value).label)}
            </label>
          ))}
        </fieldset>
      )}
      {type === "spinner" && (
        <div className={styles.look}>
          {(["min", "max"] as const).map((side) => (
            <label key={side} className={styles.bound}>
              {side === "min" ? t("At least") : t("At most")}
              <input
                className={styles.input}
                inputMode="numeric"
                disabled={isDisabled}
                value={ui.opts?.[side] ?? ""}
                onChange={(event) => {
                  const { [side]: _, ...others } = ui.opts ?? {};
                  const number = Number.parseInt(event.target.value, 10);
                  onChange(
                    withUi(entry, { opts: Number.isNaN(number) ? others : { ...others, [side]: number } }),
                  );
                }}
              />
            </label>
          ))}
        </div>
      )}
      {type === "conf-types" && (
        <label className={styles.bound}>
          {t("Type of the config node")}
          <select
            className={styles.select}
            disabled={isDisabled}
            value={entry.type}
            onChange={(event) => onChange({ ...entry, type: event.target.value, value: "" })}
          >
            {!configTypes.some((item) => item.type === entry.type) && <option>{entry.type}</option>}
            {configTypes.map((item) => (
              <option key={item.type} value={item.type}>
                {item.label}
              </option>
            ))}
          </select>
        </label>
      )}
      {type === "select" && (
        <RowList
          label={t("Choices of {row}", { row })}
          one={t("choice")}
          rows={(ui.opts?.opts ?? []) as unknown as Record<string, unknown>[]}
          isDisabled={isDisabled}
          onAdd={() => ({ v: "" })}
          onChange={(rows) => onChange(withUi(entry, { opts: { opts: rows as unknown as EnvOption[] } }))}
        >
          {(option, at, change) => (
            <div className={styles.option}>
              <input
                className={styles.input}
                aria-label={t("Label of choice {n}", { n: at + 1 })}
                placeholder={textIn(option.l as EnvOption["l"], locale) || t("Label")}
                disabled={isDisabled}
                value={(option.l as EnvOption["l"])?.[locale] ?? ""}
                onChange={(event) => {
                  const { [locale]: _, ...others } = (option.l ?? {}) as Record<string, string>;
                  const text = event.target.value;
                  change({ ...option, l: text === "" ? others : { ...others, [locale]: text } });
                }}
              />
              <input
                className={styles.input}
                aria-label={t("Value of choice {n}", { n: at + 1 })}
                placeholder={t("Value")}
                disabled={isDisabled}
                value={String(option.v ?? "")}
                onChange={(event) => change({ ...option, v: event.target.value })}
              />
            </div>
          )}
        </RowList>
      )}
    </div>
  );
}
