/** The palette: all node types by category, to be dragged onto the canvas. Enter puts one into the middle of the view. */

import { type KeyboardEvent, memo, useMemo, useRef, useState } from "react";
import { CATEGORIES, type NodeType, subflowType, wouldRecurse } from "../../document";
import { msg, t } from "../../i18n";
import { paragraphs } from "../../i18n/node-texts";
import { useLanguage } from "../../i18n/react";
import { IconButton } from "../../ui/Button";
import { SearchField } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Popover } from "../../ui/Popover";
import { type Editor, useDocument, useEditor } from "../editor";
import { showFlow } from "../flows";
import { Markdown } from "../markdown-view";
import { ui, useUi } from "../store";
import { NodeChip } from "./node-chip";
import styles from "./palette.module.css";

/** All types that can be put onto a flow, subflows first. */
function useCategories(): Map<string, NodeType[]> {
  const { types, settings } = useEditor();
  const version = useUi((state) => state.typesVersion);
  const subflows = useStable(useDocument().subflows());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the types are the same object when others were installed.
  return useMemo(() => {
    const found = new Map(types.byCategory());
    for (const subflow of subflows) {
      const type = subflowType(subflow);
      found.set(type.category, [...(found.get(type.category) ?? []), type]);
    }
    const order = [...(settings.paletteCategories ?? []), ...CATEGORIES];
    const known = [...new Set(order)].filter((name) => found.has(name));
    const others = [...found.keys()].filter((name) => !order.includes(name) && name !== "unknown").sort();
    return new Map([...known, ...others].map((name) => [name, found.get(name) ?? []]));
  }, [types, subflows, settings, version]);
}

/** The list as it was, as long as it holds the same records: most changes of the document do not touch it. */
function useStable<T>(list: T[]): T[] {
  const last = useRef(list);
  if (last.current.length !== list.length || list.some((item, index) => item !== last.current[index])) {
    last.current = list;
  }
  return last.current;
}

/** Puts a node of the type into the middle of what is shown. */
export function addToView(editor: Editor, type: string): void {
  const { canvas } = editor;
  if (!canvas || !editor.canWrite) return;
  const { x, y, w, h, zoom } = canvas.viewport;
  const at = { x: x + w / zoom / 2, y: y + h / zoom / 2 };
  const isTaken = () => [...canvas.boxes("node").values()].some((box) => inside(at, box));
  while (isTaken()) at.y += 60;
  const id = canvas.insertNode(type, at);
  if (id) canvas.select([id]);
}

const inside = (point: { x: number; y: number }, box: { x: number; y: number; w: number; h: number }) =>
  point.x >= box.x - 10 &&
  point.x <= box.x + box.w + 10 &&
  point.y >= box.y - 10 &&
  point.y <= box.y + box.h + 10;

export function Palette() {
  const editor = useEditor();
  const categories = useCategories();
  const [filter, setFilter] = useState("");
  const [closed, setClosed] = useClosed();
  const wanted = filter.trim().toLowerCase();
  const list = useRef<HTMLDivElement>(null);
  const shown = [...categories]
    .map(([name, types]) => ({ name, types: types.filter((type) => matches(type, wanted)) }))
    .filter(({ types }) => types.length > 0);
  const toggle = (name: string) => {
    const next = new Set(closed);
    if (!next.delete(name)) next.add(name);
    setClosed(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0) return;
    const items = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const index = items.indexOf(event.target as HTMLElement);
    if (index < 0 && by < 0) return;
    event.preventDefault();
    items[Math.min(items.length - 1, index + by)]?.focus();
  };
  const allClosed = closed.size >= categories.size;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys only move the focus among its buttons.
    <div className={styles.palette} data-palette onKeyDown={onKeyDown}>
      <div className={styles.search}>
        <SearchField
          label={t("Filter nodes")}
          placeholder={t("Filter")}
          quiet
          value={filter}
          onChange={setFilter}
        />
        <IconButton
          icon={allClosed ? "chevron-down" : "chevron-up"}
          size="sm"
          label={allClosed ? t("Expand all categories") : t("Collapse all categories")}
          onPress={() => setClosed(allClosed ? new Set() : new Set(categories.keys()))}
        />
      </div>
      <div className={styles.list} ref={list}>
        {shown.length === 0 && (
          <p className={styles.nothing}>{t("No node type is called “{filter}”.", { filter })}</p>
        )}
        {shown.map(({ name, types }) => {
          const isOpen = wanted !== "" || !closed.has(name);
          return (
            <section key={name} aria-label={t("{category} nodes", { category: categoryName(name) })}>
              <button
                type="button"
                className={styles.category}
                aria-label={t("{category} category", { category: categoryName(name) })}
                aria-expanded={isOpen}
                onClick={() => toggle(name)}
              >
                <Icon name="chevron-down" size="xs" />
                {categoryName(name)}
              </button>
              {isOpen && (
                <div className={styles.items}>
                  {types.map((type) => (
                    <PaletteItem key={type.type} type={type} editor={editor} />
                  ))}
                </div>
              )}
            </section>
          );
        })}
      </div>
    </div>
  );
}

const CLOSED_KEY = "wirelatch.editor.palette-closed";

/** The categories that are closed, kept in this browser. */
function useClosed(): [ReadonlySet<string>, (closed: ReadonlySet<string>) => void] {
  const [closed, setClosed] = useState<ReadonlySet<string>>(() => {
    try {
      return new Set(JSON.parse(localStorage.getItem(CLOSED_KEY) ?? "[]") as string[]);
    } catch {
      return new Set();
    }
  });
  const keep = (next: ReadonlySet<string>) => {
    setClosed(next);
    try {
      localStorage.setItem(CLOSED_KEY, JSON.stringify([...next]));
    } catch {
      // Open again with the next page then.
    }
  };
  return [closed, keep];
}

/** The names of the categories that come with Wirelatch; others are called as their packages call them. */
const NAMES: Readonly<Record<string, string>> = {
  subflows: msg("subflows"),
  common: msg("common"),
  function: msg("function"),
  network: msg("network"),
  sequence: msg("sequence"),
  parser: msg("parser"),
  storage: msg("storage"),
};

const categoryName = (id: string): string => t(NAMES[id] ?? id);

function matches(type: NodeType, wanted: string): boolean {
  return wanted === "" || `${type.palette_label} ${type.type}`.toLowerCase().includes(wanted);
}

const HOVER_MS = 700;

const PaletteItem = memo(function PaletteItem({ type, editor }: { type: NodeType; editor: Editor }) {
  useLanguage();
  const flow = useUi((state) => state.flow);
  const item = useRef<HTMLButtonElement>(null);
  const timer = useRef(0);
  const [isTipShown, setTipShown] = useState(false);
  const isSubflow = type.type.startsWith("subflow:");
  const isBarred = isSubflow && wouldRecurse(type.type.slice(8), flow, editor.document);
  const showTip = (isShown: boolean, after = 0) => {
    window.clearTimeout(timer.current);
    if (after > 0) timer.current = window.setTimeout(() => setTipShown(isShown), after);
    else setTipShown(isShown);
  };
  return (
    <span className={styles.item}>
      <button
        ref={item}
        type="button"
        className={styles.drag}
        aria-label={type.palette_label}
        title={isBarred ? t("A subflow cannot stand in itself") : undefined}
        disabled={isBarred}
        data-type={type.type}
        onPointerEnter={(event) => event.pointerType === "mouse" && showTip(true, HOVER_MS)}
        onPointerLeave={() => showTip(false)}
        onPointerDown={(event) => {
          showTip(false);
          if (event.button === 0 && editor.canWrite)
            editor.canvas?.beginPaletteDrag(type.type, event.nativeEvent);
        }}
        onClick={(event) => {
          // Enter and Space come as clicks without a count: they put the node onto the flow.
          if (event.detail === 0) addToView(editor, type.type);
          else
            ui.set({
              helpType: type.type,
              ...(ui.get().sidebarTab === "info" ? { sidebarTab: "help" } : {}),
            });
        }}
        onDoubleClick={() =>
          isSubflow ? showFlow(editor, type.type.slice(8)) : addToView(editor, type.type)
        }
      >
        <NodeChip type={type} />
      </button>
      {isSubflow && (
        <IconButton
          icon="edit"
          size="sm"
          label={t("Open subflow {name}", { name: type.palette_label })}
          onPress={() => showFlow(editor, type.type.slice(8))}
        />
      )}
      <Popover
        triggerRef={item}
        isOpen={isTipShown}
        isNonModal
        placement="right top"
        className={styles.tip}
        onOpenChange={(isOpen) => !isOpen && showTip(false)}
      >
        <div className={styles.tipText} role="tooltip">
          <strong>{type.palette_label}</strong>
          {type.help ? (
            <Markdown text={type.description ?? paragraphs(type.help)[0] ?? ""} isSmall />
          ) : (
            <p>{type.type}</p>
          )}
        </div>
      </Popover>
    </span>
  );
});
