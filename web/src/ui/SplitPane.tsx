/**
 * Two panes with a bar between them that is dragged, moved with the arrow keys or closed with Enter.
 * https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */

import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { t } from "../i18n";
import styles from "./SplitPane.module.css";

export interface SplitPaneProps {
  /** Which pane has the fixed size; the other takes the rest. */
  fixed?: "first" | "second";
  orientation?: "horizontal" | "vertical";
  /** Pixels of the fixed pane, at the usual size of text. */
  defaultSize: number;
  minSize?: number;
  maxSize?: number;
  /** The name under which this browser remembers the size. */
  storageKey?: string;
  /** What the bar resizes, for screen readers: "Palette". */
  label: string;
  isCollapsed?: boolean;
  onCollapse?: (collapsed: boolean) => void;
  /** The landmark that the fixed pane is, with its bar; named by `label`. */
  landmark?: "nav" | "aside";
  first: ReactNode;
  second: ReactNode;
}

export function SplitPane({
  fixed = "first",
  orientation = "horizontal",
  defaultSize,
  minSize = 120,
  maxSize = 800,
  storageKey,
  label,
  isCollapsed = false,
  onCollapse,
  landmark,
  first,
  second,
}: SplitPaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(() => remembered(storageKey) ?? defaultSize);
  const drag = useRef<{ at: number; size: number } | null>(null);
  const clamp = (value: number) => Math.round(Math.min(maxSize, Math.max(minSize, value)));

  useEffect(() => {
    // As wide as the text is large; set through the DOM: the content security policy forbids style attributes in markup, not in script.
    host.current?.style.setProperty("--split-size", isCollapsed ? "0px" : `${size / 16}rem`);
    if (storageKey) {
      try {
        localStorage.setItem(storageKey, String(size));
      } catch {
        // Not remembered then.
      }
    }
  }, [size, isCollapsed, storageKey]);

  const position = (event: PointerEvent) => (orientation === "horizontal" ? event.clientX : event.clientY);
  const sign = fixed === "first" ? 1 : -1;
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at: position(event), size };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current)
      setSize(clamp(drag.current.size + (sign * (position(event) - drag.current.at)) / textScale()));
  };
  const onPointerUp = () => {
    drag.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] =
      orientation === "horizontal" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const step = event.shiftKey ? 50 : 10;
    if (event.key === less) setSize(clamp(size - sign * step));
    else if (event.key === more) setSize(clamp(size + sign * step));
    else if (event.key === "Home") setSize(minSize);
    else if (event.key === "End") setSize(maxSize);
    else if (event.key === "Enter") onCollapse?.(!isCollapsed);
    else return;
    event.preventDefault();
  };

  // biome-ignore-start lint/a11y/useSemanticElements: <hr> cannot be focused and moved; this is the ARIA window splitter.
  const bar = (
    <div
      role="separator"
      aria-label={t("Resize {label}", { label })}
      aria-orientation={orientation === "horizontal" ? "vertical" : "horizontal"}
      aria-valuenow={isCollapsed ? 0 : size}
      aria-valuemin={minSize}
      aria-valuemax={maxSize}
      tabIndex={0}
      className={styles.bar}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => (onCollapse ? onCollapse(!isCollapsed) : setSize(defaultSize))}
      onKeyDown={onKeyDown}
    />
  );
  // biome-ignore-end lint/a11y/useSemanticElements: as above.
  const isFirst = fixed === "first";
  const pane = <div className={styles.pane}>{isFirst ? first : second}</div>;
  const sized = isFirst ? [pane, bar] : [bar, pane];
  const inLandmark = (
    <Fixed landmark={landmark} label={label}>
      {sized[0]}
      {sized[1]}
    </Fixed>
  );
  return (
    <div
      ref={host}
      className={styles.split}
      data-orientation={orientation}
      data-fixed={fixed}
      data-collapsed={isCollapsed || undefined}
    >
      {isFirst && inLandmark}
      <div className={styles.pane}>{isFirst ? second : first}</div>
      {!isFirst && inLandmark}
    </div>
  );
}

/** The fixed pane and its bar, in a landmark that takes no part in the grid. */
function Fixed({
  landmark: Landmark,
  label,
  children,
}: {
  landmark: "nav" | "aside" | undefined;
  label: string;
  children: ReactNode;
}) {
  if (!Landmark) return children;
  return (
    <Landmark aria-label={label} className={styles.landmark}>
      {children}
    </Landmark>
  );
}

/** How much larger than usual the text is that the reader has chosen. */
const textScale = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;

function remembered(key: string | undefined): number | undefined {
  if (!key) return undefined;
  try {
    const value = Number(localStorage.getItem(key));
    return value > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
