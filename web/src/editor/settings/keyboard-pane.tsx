/** All commands with their keys: search, change by pressing, reset. */

import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Command, matchScore, normalizeKeys, type Scope, strokeOf } from "../../commands";
import { SUBJECTS, type Subject } from "../../commands/subjects";
import { msg, t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { SearchField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { currentKeymap, everyCommand, keysText } from "../commands";
import { Keys } from "../dialogs/command-palette";
import { useEditor } from "../editor";
import { chooseKey, resetKeys, usePreferences } from "../preferences";
import { scopeName } from "./keymap";
import styles from "./settings.module.css";

const SCOPES: Record<Scope, string> = {
  everywhere: msg("everywhere"),
  canvas: msg("canvas"),
  tray: msg("edit dialog"),
  "config-nodes": msg("config nodes"),
};

export function KeyboardPane() {
  const editor = useEditor();
  const own = usePreferences((state) => state.keymap);
  const [query, setQuery] = useState("");
  const [editing, setEditing] = useState<string | null>(null);
  const [last, setLast] = useState<string | null>(null);
  const end = () => {
    setLast(editing);
    setEditing(null);
  };
  const keymap = currentKeymap(editor);
  const isShown = (command: Command) =>
    query.trim() === "" ||
    [t(command.label), command.id, ...keymap.keysOf(command.id).map(({ keys }) => keysText(keys))].some(
      (text) => text.toLowerCase().includes(query.trim().toLowerCase()) || matchScore(query, text) > 2,
    );
  const shown = everyCommand().filter(isShown);
  const subjects = (Object.keys(SUBJECTS) as Subject[]).filter((subject) =>
    shown.some((command) => command.subject === subject),
  );
  return (
    <>
      <div className={styles.bar}>
        <SearchField label={t("Filter commands")} value={query} onChange={setQuery} autoFocus />
        <Button
          size="sm"
          icon="undo"
          isDisabled={Object.keys(own).length === 0}
          onPress={() => resetKeys(editor)}
        >
          {t("Reset all")}
        </Button>
      </div>
      {shown.length === 0 && <p className={styles.text}>{t("No command is called so.")}</p>}
      <table className={styles.keys} aria-label={t("Keyboard shortcuts")}>
        {subjects.map((subject) => (
          <tbody key={subject}>
            <tr>
              <th colSpan={4} scope="rowgroup">
                {t(SUBJECTS[subject])}
              </th>
            </tr>
            {shown
              .filter((command) => command.subject === subject)
              .sort((one, other) => t(one.label).localeCompare(t(other.label)))
              .map((command) =>
                editing === command.id ? (
                  <KeyEditor key={command.id} command={command} onDone={end} />
                ) : (
                  <Row
                    key={command.id}
                    command={command}
                    isOwn={command.id in own}
                    hasFocus={command.id === last}
                    onReset={() => {
                      setLast(command.id);
                      chooseKey(editor, command.id, null);
                    }}
                    onEdit={() => setEditing(command.id)}
                  />
                ),
              )}
          </tbody>
        ))}
      </table>
    </>
  );
}

interface RowProps {
  command: Command;
  isOwn: boolean;
  /** Its keys were changed last: what was pressed is gone, the focus comes here. */
  hasFocus: boolean;
  onEdit: () => void;
  onReset: () => void;
}

function Row({ command, isOwn, hasFocus, onEdit, onReset }: RowProps) {
  const editor = useEditor();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (hasFocus) button.current?.focus();
  }, [hasFocus]);
  const bindings = currentKeymap(editor).keysOf(command.id);
  const label = t(command.label);
  const keys = bindings.map((binding) => keysText(binding.keys)).join(" ");
  return (
    <tr data-own={isOwn || undefined}>
      <td>{label}</td>
      <td className={styles.where}>{bindings[0] && t(SCOPES[bindings[0].scope])}</td>
      <td className={styles.where}>
        <button
          ref={button}
          type="button"
          className={styles.key}
          aria-label={
            keys === ""
              ? t("Change the keys of {command}", { command: label })
              : t("Change the keys of {command}: {keys}", { keys, command: label })
          }
          onClick={onEdit}
        >
          {bindings.length === 0
            ? "–"
            : bindings.map((binding, at) => (
                <Fragment key={binding.keys}>
                  {at > 0 && " "}
                  <Keys text={keysText(binding.keys)} />
                </Fragment>
              ))}
        </button>
      </td>
      <td>
        {isOwn && (
          <IconButton
            icon="undo"
            size="sm"
            label={t("Reset the keys of {command}", { command: label })}
            onPress={onReset}
          />
        )}
      </td>
    </tr>
  );
}

/** Keys as they are pressed: one stroke, or two after each other. */
function KeyEditor({ command, onDone }: { command: Command; onDone: () => void }) {
  const editor = useEditor();
  const keymap = currentKeymap(editor);
  const before = keymap.keysOf(command.id)[0];
  const [strokes, setStrokes] = useState<string[]>([]);
  const [scope, setScope] = useState<Scope>(before?.scope ?? [command.scope ?? "everywhere"].flat()[0]!);
  const text = strokes.join(" ");
  const takers =
    text === "" ? [] : keymap.taken(normalizeKeys(text), scope).filter(({ id }) => id !== command.id);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape" && strokes.length === 0) return onDone();
    if (event.key === "Backspace" && strokes.length > 0) return setStrokes([]);
    if (event.key === "Enter" && strokes.length > 0 && !event.ctrlKey && !event.altKey) return save();
    const stroke = strokeOf(event.nativeEvent);
    if (stroke) setStrokes((now) => (now.length >= 2 ? [stroke] : [...now, stroke]));
  };
  const save = () => {
    if (takers.length > 0) return;
    chooseKey(
      editor,
      command.id,
      text === "" ? { scope: scopeName(scope) } : { scope: scopeName(scope), key: text },
    );
    onDone();
  };
  return (
    <tr className={styles.editing}>
      <td colSpan={4}>
        <div className={styles.editor}>
          <span>{t(command.label)}</span>
          <input
            // biome-ignore lint/a11y/noAutofocus: it was asked for by the press that opened it.
            autoFocus
            readOnly
            className={styles.capture}
            aria-label={t("Keys of {command}", { command: t(command.label) })}
            aria-invalid={takers.length > 0}
            placeholder={t("Press the keys")}
            value={text === "" ? "" : keysText(text)}
            onKeyDown={onKeyDown}
          />
          <Select
            label={t("Where")}
            hideLabel
            options={Object.entries(SCOPES).map(([id, label]) => ({ id, label: t(label) }))}
            selectedKey={scope}
            onSelectionChange={(key) => setScope(key as Scope)}
          />
          <Button size="sm" variant="primary" isDisabled={takers.length > 0} onPress={save}>
            {text === "" ? t("No keys") : t("Take over")}
          </Button>
          <Button size="sm" onPress={onDone}>
            {t("Cancel")}
          </Button>
          {takers.length > 0 && (
            <span className={styles.problem} role="alert">
              {t("These keys are those of “{command}”.", { command: t(takers[0]!.label) })}
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}
