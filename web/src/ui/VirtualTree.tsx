/**
 * A tree of many thousand rows: only those in view are in the document. The keyboard works as in any tree
 * (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/); the focus stays on the tree, which names the row it is at.
 */

import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Icon } from "./Icon.tsx";
import styles from "./VirtualTree.module.css";

export interface TreeRow {
  id: string;
  /** From 1. */
  level: number;
  /** What a screen reader says, and what typing finds. */
  text: string;
  /** Whether its branch is open; undefined: it has none. */
  isExpanded?: boolean;
  /** Place among its neighbours, from 1, and how many they are. */
  place: number;
  count: number;
}

export interface VirtualTreeProps<R extends TreeRow> {
  label: string;
  rows: readonly R[];
  /** What a row shows after its chevron. Its buttons can be come to with Tab while it is the current row. */
  children: (row: R, isCurrent: boolean) => ReactNode;
  selected: ReadonlySet<string>;
  isMultiple?: boolean;
  onToggle: (id: string, isExpanded: boolean) => void;
  /** A row was chosen by a click or with the space bar. */
  onSelect?: (id: string, keys: { ctrl: boolean; shift: boolean }) => void;
  /** A row was chosen with Enter or a double click. */
  onAction?: (id: string) => void;
  /** Keys that the tree has no use for. */
  onKey?: (event: KeyboardEvent, current: R | undefined) => void;
  rowHeight?: number;
}

/** Rows beyond the view that are there all the same, so that scrolling shows no gaps. */
const MARGIN = 8;
/** Letters typed within this time, in milliseconds, are one word. */
const TYPING = 700;

export function VirtualTree<R extends TreeRow>(props: VirtualTreeProps<R>) {
  const { label, rows, children, selected, onToggle, onSelect, onAction, onKey, rowHeight = 28 } = props;
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const [view, setView] = useState({ top: 0, height: 600 });
  const [currentId, setCurrent] = useState<string>();
  const found = rows.findIndex((row) => row.id === currentId);
  const current = Math.max(found, 0);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  const reveal = (index: number) => {
    const element = host.current;
    if (!element) return;
    const top = index * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  };
  // What became the current row by other means than keys is brought into view too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new current row asks for it.
  useEffect(() => {
    if (found >= 0) reveal(found);
  }, [currentId]);

  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (row) setCurrent(row.id);
  };
  const keys = (event: KeyboardEvent | MouseEvent) => ({
    ctrl: event.ctrlKey || event.metaKey,
    shift: event.shiftKey,
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[current];
    if (!row) return;
    if (event.target !== event.currentTarget) {
      // In a button of the row: its own keys are its own, all others lead back into the tree.
      if (event.key === "Enter" || event.key === " " || event.key === "Tab") return;
      host.current?.focus({ preventScroll: true });
      if (event.key === "Escape") {
        event.stopPropagation();
        return;
      }
    }
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (isPlain && to !== undefined) go(to);
    else if (isPlain && event.key === "ArrowRight") {
      if (row.isExpanded === false) onToggle(row.id, true);
      else if (row.isExpanded) go(current + 1);
    } else if (isPlain && event.key === "ArrowLeft") {
      if (row.isExpanded) onToggle(row.id, false);
      else go(parentOf(rows, current));
    } else if (event.key === "Enter" && isPlain) onAction?.(row.id);
    else if (event.key === " ") onSelect?.(row.id, keys(event));
    else if (isPlain && event.key.length === 1 && /\p{L}|\p{N}/u.test(event.key)) search(event.key);
    else {
      onKey?.(event, row);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const search = (letter: string) => {
    const now = Date.now();
    const text = (now - typed.current.at < TYPING ? typed.current.text : "") + letter.toLowerCase();
    typed.current = { text, at: now };
    const start = text.length === 1 ? current + 1 : current;
    for (let step = 0; step < rows.length; step++) {
      const index = (start + step) % rows.length;
      if (rows[index]!.text.toLowerCase().startsWith(text)) return go(index);
    }
  };

  const first = Math.max(0, Math.floor(view.top / rowHeight) - MARGIN);
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + MARGIN);
  const shown = rows.slice(first, last).map((row, index) => ({ row, index: first + index }));
  // The row that the tree names must be there, wherever one has scrolled to.
  const now = rows[current];
  if (now && (current < first || current >= last)) shown.push({ row: now, index: current });

  return (
    <div
      ref={host}
      role="tree"
      aria-label={label}
      aria-multiselectable={props.isMultiple || undefined}
      aria-activedescendant={now ? `${id}-${current}` : undefined}
      tabIndex={0}
      className={styles.tree}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: rows.length * rowHeight }}>
        {shown.map(({ row, index }) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work on the tree, where the focus is.
          <div
            key={row.id}
            id={`${id}-${index}`}
            role="treeitem"
            tabIndex={-1}
            aria-level={row.level}
            aria-posinset={row.place}
            aria-setsize={row.count}
            aria-expanded={row.isExpanded}
            aria-selected={selected.has(row.id)}
            aria-label={row.text}
            data-current={index === current || undefined}
            className={styles.row}
            style={{ top: index * rowHeight, height: rowHeight, paddingLeft: (row.level - 1) * 14 + 4 }}
            onMouseDown={(event) => {
              // The tree keeps the focus; buttons in the row work without it.
              event.preventDefault();
              host.current?.focus({ preventScroll: true });
            }}
            onClick={(event) => {
              setCurrent(row.id);
              if (isOnChevron(event) && row.isExpanded !== undefined) onToggle(row.id, !row.isExpanded);
              else onSelect?.(row.id, keys(event));
            }}
            onDoubleClick={(event) => !isOnChevron(event) && onAction?.(row.id)}
          >
            <span data-chevron className={styles.chevron} data-open={row.isExpanded || undefined}>
              {row.isExpanded !== undefined && <Icon name="chevron-right" size="xs" />}
            </span>
            {children(row, index === current)}
          </div>
        ))}
      </div>
    </div>
  );
}

const isOnChevron = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest("[data-chevron]") !== null;

/** The row that a row is a branch of; itself when it is none. */
function parentOf(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  for (let at = index - 1; at >= 0; at--) if (rows[at]!.level < level) return at;
  return index;
}
