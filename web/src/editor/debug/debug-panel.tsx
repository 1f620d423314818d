/** The debug sidebar: what debug nodes and errors sent, newest last, with filters; each message leads to its node. */

import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { nodeLabel } from "../../document";
import { Button, ToggleIconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { type Editor, useEditor } from "../editor";
import { useUi } from "../store";
import styles from "./debug.module.css";
import { decode, describe } from "./decode";
import { clearDebug, type DebugEntry, type DebugFilter, LIMIT, setPaused, useDebug } from "./store";
import { ValueTree } from "./value-tree";

const FILTERS: Record<DebugFilter, string> = {
  all: "All nodes",
  flow: "Current flow",
  selection: "Selected nodes",
};

export function DebugPanel() {
  const editor = useEditor();
  const { entries, filter, text, isPaused, missed } = useDebug();
  const flow = useUi((state) => state.flow);
  const selection = useUi((state) => state.selection);
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const shown = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const chosen = new Set(selection);
    return entries.filter((entry) => {
      const id = sourceOf(entry);
      if (filter === "flow" && flowOf(entry, editor) !== flow) return false;
      if (filter === "selection" && !chosen.has(id)) return false;
      return wanted === "" || searchText(entry).includes(wanted);
    });
  }, [entries, filter, text, flow, selection, editor]);

  // The view stays at the newest message, unless somebody has scrolled away from it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new entries that move the end.
  useLayoutEffect(() => {
    if (isAtEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown]);

  return (
    <div className={styles.panel}>
      <div className={styles.bar}>
        <MenuButton
          label={FILTERS[filter]}
          icon="filter"
          showLabel
          size="sm"
          variant="quiet"
          placement="bottom start"
          aria-label="Show messages of"
          selectionMode="single"
          selectedKeys={[filter]}
          onAction={(key) => useDebug.setState({ filter: key as DebugFilter })}
        >
          {Object.entries(FILTERS).map(([key, label]) => (
            <MenuItem key={key} id={key}>
              {label}
            </MenuItem>
          ))}
        </MenuButton>
        <span className={styles.spacer} />
        <ToggleIconButton
          icon={isPaused ? "play" : "pause"}
          size="sm"
          label={isPaused ? "Go on" : "Pause"}
          isSelected={isPaused}
          onChange={setPaused}
        />
        <Button
          size="sm"
          variant="quiet"
          icon="trash"
          aria-label="Clear messages"
          isDisabled={entries.length === 0}
          onPress={() =>
            clearDebug(shown.length === entries.length ? undefined : new Set(shown.map((entry) => entry.key)))
          }
        >
          {shown.length === entries.length ? "Clear all" : "Clear shown"}
        </Button>
      </div>
      <div className={styles.find}>
        <SearchField
          label="Filter messages"
          quiet
          value={text}
          onChange={(value) => useDebug.setState({ text: value })}
        />
      </div>
      {isPaused && (
        <p className={styles.note} role="status">
          Paused{missed > 0 ? `: ${missed} ${missed === 1 ? "message" : "messages"} not kept` : ""}.
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyState
          icon="debug"
          title={entries.length > 0 ? "No message passes the filter" : "No messages yet"}
        >
          {entries.length === 0 && (
            <p>Wire a debug node to any output and deploy: what passes there appears here, newest last.</p>
          )}
        </EmptyState>
      ) : (
        <ol
          ref={list}
          className={styles.list}
          aria-label="Debug messages"
          onScroll={(event) => {
            const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
            isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
          }}
        >
          {entries.length >= LIMIT && (
            <li className={styles.note}>Older messages are dropped after {LIMIT}.</li>
          )}
          {shown.map((entry) => (
            <Message key={entry.key} entry={entry} editor={editor} />
          ))}
        </ol>
      )}
    </div>
  );
}

/** The node on the canvas that a message belongs to: inside of a subflow instance, the node of the definition. */
const sourceOf = (entry: DebugEntry) => entry._alias ?? entry.id ?? "";

function flowOf(entry: DebugEntry, { document }: Editor): string {
  return document.get(sourceOf(entry))?.z ?? entry.z ?? "";
}

/** The names of the subflow instances in which a message was sent, from the outside in. */
function instancesAround(entry: DebugEntry, { document, types }: Editor): string[] {
  if (!entry._alias || !entry.path) return [];
  const ids = entry.path.split("/").slice(1);
  const records = ids.map((id) => document.get(id) ?? document.get(id.split("-").at(-1) ?? ""));
  return records.filter((record) => record !== undefined).map((record) => nodeLabel(record, types, document));
}

const searchText = (entry: DebugEntry) =>
  `${entry.name ?? ""} ${entry.topic ?? ""} ${entry.property ?? ""} ${typeof entry.msg === "string" ? entry.msg : JSON.stringify(entry.msg)}`.toLowerCase();

const LEVELS: Record<number, string> = { 10: "fatal", 20: "error", 30: "warning" };

const Message = memo(function Message({ entry, editor }: { entry: DebugEntry; editor: Editor }) {
  const { document, types } = editor;
  const id = sourceOf(entry);
  const record = document.get(id);
  const own = entry.name || (record ? nodeLabel(record, types, document) : entry.id) || "runtime";
  const name = [...instancesAround(entry, editor), own].join(" / ");
  const value = useMemo(() => decode(entry.msg, entry.format), [entry]);
  const { kind } = describe(value);
  const level = entry.level === undefined ? undefined : (LEVELS[entry.level] ?? "info");
  const path = entry.property?.replace(/^msg\.?/, "") ?? "";
  const [time] = useState(() => clock(entry.timestamp));
  useEffect(() => () => editor.canvas?.highlight(null), [editor]);
  return (
    <li
      className={styles.message}
      data-level={level}
      onPointerEnter={() => record && editor.canvas?.highlight(id)}
      onPointerLeave={() => editor.canvas?.highlight(null)}
    >
      <div className={styles.meta}>
        <time dateTime={new Date(entry.timestamp).toISOString()}>{time}</time>
        <button
          type="button"
          className={styles.source}
          title={record ? "Show this node" : "This node is not in the document"}
          disabled={!record}
          onClick={() => editor.canvas?.revealNode(id)}
        >
          {name}
        </button>
        {level && <span className={styles.level}>{level}</span>}
      </div>
      {(entry.topic || entry.property || entry.format) && (
        <div className={styles.about}>
          {entry.topic && <span className={styles.topic}>{entry.topic}</span>}
          {entry.topic && (entry.property || entry.format) && " : "}
          {entry.property !== undefined ? (entry.property === "" ? "msg" : `msg.${entry.property}`) : "msg"}
          {entry.format && ` : ${entry.format}`}
        </div>
      )}
      {kind === "string" && !level ? (
        <ValueTree value={value} path={path} />
      ) : kind === "string" ? (
        <p className={styles.plain}>{String(value)}</p>
      ) : (
        <ValueTree value={value} path={path} />
      )}
    </li>
  );
});

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hour12: false });

function clock(timestamp: number): string {
  const milliseconds = String(timestamp % 1000).padStart(3, "0");
  return `${CLOCK.format(timestamp)}.${milliseconds}`;
}
