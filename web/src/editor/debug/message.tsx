/** One message of the debug sidebar: when, from which node, what. It leads to its node. */

import { memo, useEffect, useMemo, useRef, useState } from "react";
import { nodeLabel } from "../../document";
import { language, t } from "../../i18n";
import { MenuButton, MenuItem } from "../../ui/Menu";
import type { Editor } from "../editor";
import styles from "./debug.module.css";
import { decode, describe } from "./decode";
import { instancesAround, sourceOf } from "./filter";
import { type DebugEntry, pinPath, useDebug } from "./store";
import { switchDebugNodes } from "./switching";
import { type TreeMemory, ValueTree } from "./value-tree";

const LEVELS: Record<number, string> = { 10: "fatal", 20: "error", 30: "warning" };
const NONE: readonly string[] = [];

interface MessageProps {
  entry: DebugEntry;
  editor: Editor;
  /** Told how high the row is, after it was shown and when that changes. */
  measure: (key: number, element: HTMLElement | null) => void;
}

export const Message = memo(function Message({ entry, editor, measure }: MessageProps) {
  const { document, types } = editor;
  const row = useRef<HTMLLIElement>(null);
  const id = sourceOf(entry);
  const record = document.get(id);
  const own = entry.name || (record ? nodeLabel(record, types, document) : entry.id) || t("runtime");
  const name = [...instancesAround(entry, editor), own].join(" / ");
  const value = useMemo(() => decode(entry.msg, entry.format), [entry]);
  const { kind } = describe(value);
  const level = entry.level === undefined ? undefined : (LEVELS[entry.level] ?? "info");
  const path = entry.property?.replace(/^msg\.?/, "") ?? "";
  const pinned = useDebug((state) => state.pinned[id] ?? NONE);
  const memory: TreeMemory = useMemo(
    () => ({ views: entry.views, pinned, onPin: (at, isPinned) => pinPath(id, at, isPinned) }),
    [entry, pinned, id],
  );
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = row.current;
    if (!element) return;
    const observer = new ResizeObserver(() => measure(entry.key, element));
    observer.observe(element);
    return () => {
      observer.disconnect();
      editor.canvas?.highlight(null);
    };
  }, [editor, entry, measure]);
  const highlight = (isOn: boolean) => {
    // The menu stays once it is there: opening it takes the pointer away.
    if (isOn) setNear(true);
    if (record) editor.canvas?.highlight(isOn ? id : null);
  };
  return (
    <li
      ref={row}
      className={styles.message}
      data-level={level}
      onPointerEnter={() => highlight(true)}
      onPointerLeave={() => highlight(false)}
      onFocus={() => setNear(true)}
    >
      <div className={styles.meta}>
        <time dateTime={new Date(entry.timestamp).toISOString()}>{clock(entry.timestamp)}</time>
        <button
          type="button"
          className={styles.source}
          title={record ? t("Show this node") : t("This node is not in the document")}
          disabled={!record}
          onClick={() => editor.canvas?.revealNode(id)}
        >
          {name}
        </button>
        {level && <span className={styles.level}>{t(level)}</span>}
        {isNear && <MessageMenu entry={entry} editor={editor} />}
      </div>
      {(entry.topic || entry.property || entry.format) && (
        <div className={styles.about}>
          {entry.topic && <span className={styles.topic}>{entry.topic}</span>}
          {entry.topic && (entry.property || entry.format) && " : "}
          {entry.property !== undefined ? (entry.property === "" ? "msg" : `msg.${entry.property}`) : "msg"}
          {entry.format && ` : ${entry.format}`}
        </div>
      )}
      {kind === "string" && level ? (
        <p className={styles.plain}>{String(value)}</p>
      ) : (
        // Another tree where other paths are pinned: what is open is worked out anew.
        <ValueTree key={pinned.join()} value={value} path={path} memory={memory} />
      )}
    </li>
  );
});

function MessageMenu({ entry, editor }: { entry: DebugEntry; editor: Editor }) {
  const id = sourceOf(entry);
  const record = editor.document.get(id);
  const isDebug = record?.type === "debug";
  const isOn = record?.active !== false;
  const others = () =>
    editor.document
      .all()
      .filter((other) => other.type === "debug" && other.id !== id)
      .map((other) => other.id);
  const act = (key: string) => {
    if (key === "only") useDebug.setState({ filter: "chosen", chosen: [id] });
    else if (key === "close") {
      entry.views.clear();
      useDebug.setState((state) => ({
        pinned: { ...state.pinned, [id]: [] },
        entries: state.entries.map((other) =>
          other.key === entry.key ? { ...entry, views: new Map() } : other,
        ),
      }));
    } else if (key === "switch") switchDebugNodes(editor, [id], !isOn);
    else if (key === "others") switchDebugNodes(editor, others(), false);
  };
  return (
    <MenuButton
      label={t("More for this message")}
      icon="more"
      size="sm"
      variant="quiet"
      onAction={(key) => act(String(key))}
    >
      <MenuItem id="only" icon="filter">
        {t("Show messages of this node only")}
      </MenuItem>
      <MenuItem id="close" icon="collapse">
        {t("Close everything that is open")}
      </MenuItem>
      {isDebug && editor.canWrite && (
        <MenuItem id="switch" icon={isOn ? "eye-off" : "eye"}>
          {isOn ? t("Switch this debug node off") : t("Switch this debug node on")}
        </MenuItem>
      )}
      {isDebug && editor.canWrite && (
        <MenuItem id="others" icon="eye-off">
          {t("Switch all others off")}
        </MenuItem>
      )}
    </MenuButton>
  );
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(timestamp: number): string {
  let format = clocks.get(language());
  if (!format) {
    format = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hour12: false });
    clocks.set(language(), format);
  }
  return `${format.format(timestamp)}.${String(timestamp % 1000).padStart(3, "0")}`;
}
