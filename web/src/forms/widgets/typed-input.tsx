/** A value with its type in front: `typedInput`, as every Node-RED user knows it. */

import { useId, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { MenuItem, MenuPopover, MenuTrigger } from "../../ui/Menu";
import { KEPT_SECRET } from "../draft";
import { ExpandedEditor } from "../expand/expanded-editor";
import { labelOf } from "../field";
import styles from "../forms.module.css";
import { type SeenProperty, useFormHost } from "../host";
import { typeOfTyped } from "../problems";
import { joinStore, splitStore, type TypedKind, typedKind } from "../typed-values";
import { inputProps, textOf, type WidgetProps } from "./widget-props";

export function TypedWidget(props: WidgetProps) {
  const { field, scope, isDisabled, problem } = props;
  const type = typeOfTyped(field, scope);
  const types = field.types?.includes(type) ? field.types : [...(field.types ?? []), type];
  const kind = typedKind(type);
  const name = props.name ?? labelOf(field);
  const setType = (next: string) => {
    const { constant, editor, choices } = typedKind(next);
    const changes: Record<string, unknown> = field.type_property ? { [field.type_property]: next } : {};
    const value = textOf(scope.get(field.name));
    if (kind.editor === "secret") changes[field.name] = ""; // a secret never becomes readable
    if (constant !== undefined) changes[field.name] = constant;
    else if (editor === "none") changes[field.name] = "";
    else if (kind.constant !== undefined) changes[field.name] = next === "msg" ? "payload" : "";
    else if (choices && !choices.some((choice) => choice.value === value))
      changes[field.name] = choices[0]?.value ?? "";
    scope.set(changes);
  };
  return (
    <div className={styles.typed} data-invalid={problem ? true : undefined}>
      {types.length > 1 ? (
        <MenuTrigger>
          <AriaButton
            className={styles.type ?? ""}
            aria-label={t("Type of {name}: {label}", { name, label: t(kind.label) })}
            isDisabled={isDisabled}
            {...(kind.editor === "none" ? { "data-alone": true } : {})}
          >
            <KindText kind={kind} isLong={kind.editor === "none"} />
            <Icon name="chevron-down" size="xs" />
          </AriaButton>
          <MenuPopover
            placement="bottom start"
            aria-label={t("Type of {name}", { name })}
            selectionMode="single"
            selectedKeys={[type]}
            onAction={(key) => setType(String(key))}
          >
            {types.map((value) => (
              <MenuItem key={value} id={value} textValue={t(typedKind(value).label)}>
                <span className={styles.kind}>
                  <span className={styles.mark}>{typedKind(value).mark}</span>
                  {t(typedKind(value).label)}
                </span>
              </MenuItem>
            ))}
          </MenuPopover>
        </MenuTrigger>
      ) : (
        !kind.prefix && (
          <span className={styles.type} data-alone={kind.editor === "none" || undefined}>
            <KindText kind={kind} isLong={kind.editor === "none"} />
          </span>
        )
      )}
      <TypedEditorOf {...props} name={name} kind={kind} />
    </div>
  );
}

function KindText({ kind, isLong }: { kind: TypedKind; isLong: boolean }) {
  if (isLong) return <span>{t(kind.label)}</span>;
  // A sign, not a text: the button's name says it in words.
  return <span className={styles.mark} data-sign={kind.mark} />;
}

function TypedEditorOf(props: WidgetProps & { kind: TypedKind; name: string }) {
  const { field, scope, kind } = props;
  const value = textOf(scope.get(field.name));
  const set = (next: string) => scope.set({ [field.name]: next });
  const common = { ...inputProps(props), "aria-label": props.name };
  switch (kind.editor) {
    case "none":
      return null;
    case "boolean":
    case "choice":
      return (
        <select
          {...common}
          className={styles.select}
          value={value}
          onChange={(event) => set(event.target.value)}
        >
          {kind.choices?.every((choice) => choice.value !== value) && (
            <option value={value}>{value || t("Choose…")}</option>
          )}
          {kind.choices?.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {t(choice.label)}
            </option>
          ))}
        </select>
      );
    case "node":
      return <NodeSelect {...props} />;
    case "secret":
      return <SecretEditor {...props} />;
    default:
      return <TextEditor {...props} />;
  }
}

/** A secret: hidden unless asked for, and what the server keeps is never shown. */
function SecretEditor(props: WidgetProps & { name: string }) {
  const { field, scope, isDisabled } = props;
  const [isShown, setShown] = useState(false);
  const value = textOf(scope.get(field.name));
  const isKept = value === KEPT_SECRET;
  return (
    <>
      <input
        {...inputProps(props)}
        aria-label={props.name}
        className={styles.input}
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        spellCheck={false}
        value={isKept ? "" : value}
        placeholder={isKept ? t("•••••••• (kept)") : ""}
        onChange={(event) => scope.set({ [field.name]: event.target.value })}
      />
      {!isKept && value !== "" && (
        <AriaButton
          className={styles.expand ?? ""}
          aria-label={
            isShown ? t("Hide {name}", { name: props.name }) : t("Show {name}", { name: props.name })
          }
          onPress={() => setShown(!isShown)}
        >
          <Icon name={isShown ? "eye-off" : "eye"} size="xs" />
        </AriaButton>
      )}
      {isKept && (
        <AriaButton
          className={styles.expand ?? ""}
          aria-label={t("Delete {name}", { name: props.name })}
          isDisabled={isDisabled}
          onPress={() => scope.set({ [field.name]: "" })}
        >
          <Icon name="trash" size="xs" />
        </AriaButton>
      )}
    </>
  );
}

function NodeSelect(props: WidgetProps & { name: string }) {
  const { field, scope } = props;
  const host = useFormHost();
  const value = textOf(scope.get(field.name));
  const groups = host.pickable(undefined);
  return (
    <select
      {...inputProps(props)}
      aria-label={props.name}
      className={styles.select}
      value={value}
      onChange={(event) => scope.set({ [field.name]: event.target.value })}
    >
      <option value="">{t("Choose a node…")}</option>
      {groups.map((group) => (
        <optgroup key={group.id} label={group.label}>
          {group.items.map((item) => (
            <option key={item.id} value={item.id}>
              {item.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function TextEditor(props: WidgetProps & { kind: TypedKind; name: string }) {
  const { field, scope, kind, isDisabled } = props;
  const host = useFormHost();
  const listId = useId();
  const [isExpanded, setExpanded] = useState(false);
  const value = textOf(scope.get(field.name));
  const isAlone = (field.types?.length ?? 0) <= 1;
  const hasStore = kind.value === "flow" || kind.value === "global";
  const { store, key } = hasStore ? splitStore(value) : { store: null, key: value };
  const set = (next: string) => {
    scope.set({ [field.name]: hasStore ? joinStore(next, store, host.contextStores.default) : next });
  };
  const { suggestions, ask } = useSuggestions(kind, store ?? host.contextStores.default);
  return (
    <>
      {hasStore && host.contextStores.stores.length > 1 && (
        <select
          className={`${styles.select} ${styles.store}`}
          aria-label={t("Context store of {name}", { name: props.name })}
          value={store ?? host.contextStores.default}
          disabled={isDisabled}
          onChange={(event) =>
            scope.set({ [field.name]: joinStore(key, event.target.value, host.contextStores.default) })
          }
        >
          {host.contextStores.stores.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      {kind.prefix && (
        <span className={styles.prefix} data-alone={isAlone || undefined}>
          {isAlone ? kind.prefix : kind.prefix.replace(/^\w+/, "")}
        </span>
      )}
      <input
        {...inputProps(props)}
        aria-label={props.name}
        className={[styles.input, kind.monospace && styles.mono, kind.prefix && styles.prefixed]
          .filter(Boolean)
          .join(" ")}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={field.placeholder ?? ""}
        value={key}
        list={suggestions.length > 0 ? listId : undefined}
        onFocus={ask}
        onChange={(event) => set(event.target.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map(({ path, detail }) => (
            <option key={path} value={path} label={detail} />
          ))}
        </datalist>
      )}
      {kind.expand && (
        <AriaButton
          className={styles.expand ?? ""}
          aria-label={t("Edit {name} in a large editor", { name: props.name })}
          isDisabled={isDisabled}
          onPress={() => setExpanded(true)}
        >
          <Icon name="expand" size="xs" />
        </AriaButton>
      )}
      {isExpanded && (
        <ExpandedEditor
          title={t("{name}: {label}", { name: props.name, label: t(kind.label) })}
          language={kind.expand === "plain" || !kind.expand ? "text" : kind.expand}
          isDisabled={isDisabled}
          value={kind.expand === "json" ? pretty(value) : value}
          onClose={() => setExpanded(false)}
          onDone={(text) => {
            set(kind.expand === "json" ? compact(text) : text);
            setExpanded(false);
          }}
        />
      )}
    </>
  );
}

interface Suggestions {
  suggestions: SeenProperty[];
  /** Asks for them; called when the field gets the focus. */
  ask: () => void;
}

/** What can be written: properties that messages had or usually have, keys in the context, environment variables. */
function useSuggestions(kind: TypedKind, store: string): Suggestions {
  const host = useFormHost();
  const [found, setFound] = useState<{ for: string; list: SeenProperty[] } | null>(null);
  const key = `${kind.value} ${store}`;
  const usual = (): SeenProperty[] => {
    if (kind.value === "msg") return MSG_PROPERTIES.map((path) => ({ path }));
    return kind.value === "env" ? host.envNames().map((path) => ({ path })) : [];
  };
  const ask = () => {
    const asked =
      kind.value === "msg"
        ? host.seenProperties()
        : kind.value === "flow" || kind.value === "global"
          ? host.contextKeys(kind.value, store).then((keys) => keys.map((path) => ({ path })))
          : null;
    asked?.then(
      (list) => setFound({ for: key, list }),
      () => {},
    );
  };
  const seen = found?.for === key ? found.list : [];
  const known = new Set(seen.map(({ path }) => path));
  return { suggestions: [...seen, ...usual().filter(({ path }) => !known.has(path))], ask };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch {
    return text;
  }
}

function compact(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

const MSG_PROPERTIES = [
  "payload",
  "topic",
  "_msgid",
  "complete",
  "contentType",
  "cookies",
  "delay",
  "encoding",
  "error",
  "error.message",
  "error.source.id",
  "filename",
  "flush",
  "headers",
  "method",
  "parts",
  "qos",
  "rate",
  "req.body",
  "req.headers",
  "req.params",
  "req.query",
  "reset",
  "responseUrl",
  "retain",
  "schema",
  "status.text",
  "statusCode",
  "target",
  "template",
  "url",
];
