/** Live wires in the workspace: the drawing on the canvas, and what a wire carries, beside the pointer or pinned. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Canvas } from "../../canvas/types";
import { nodeLabel } from "../../document";
import { t } from "../../i18n";
import { IconButton, ToggleIconButton } from "../../ui/Button";
import { decode } from "../debug/decode";
import { ValueTree } from "../debug/value-tree";
import { type Editor, useEditor } from "../editor";
import { useUi } from "../store";
import { liveWires, MOST_PINNED, useLive } from "./feed";
import styles from "./live.module.css";
import { LiveDrawing } from "./live-drawing";
import { hasError, rateOf, rateText } from "./wires";

/** So long the pointer may be on its way from the wire to the inspector. */
const GRACE_MS = 350;

export default function LiveLayer() {
  const editor = useEditor();
  const hover = useLive((state) => state.hover);
  const pinned = useLive((state) => state.pinned);
  const flow = useUi((state) => state.flow);
  const canvas = useCanvas(editor);
  const [isInside, setInside] = useState(false);
  const [shown, setShown] = useState(hover);
  useEffect(() => {
    if (!canvas) return;
    const drawing = new LiveDrawing(liveWires, (key, { clientX, clientY }) =>
      useLive.setState({ hover: key === null ? null : { key, x: clientX, y: clientY } }),
    );
    const remove = canvas.addDrawing(drawing);
    const host = drawing.element.parentElement;
    const leave = () => useLive.setState({ hover: null });
    host?.addEventListener("pointerleave", leave);
    const stop = useLive.subscribe((now, before) => {
      if (now.version !== before.version) drawing.refresh();
    });
    return () => {
      stop();
      host?.removeEventListener("pointerleave", leave);
      drawing.destroy();
      remove();
    };
  }, [canvas]);
  useEffect(() => {
    if (hover) {
      setShown(hover);
      return;
    }
    if (isInside) return;
    const timer = setTimeout(() => setShown(null), GRACE_MS);
    return () => clearTimeout(timer);
  }, [hover, isInside]);
  return (
    <>
      {pinned.map((key, index) => (
        <Inspector key={`${flow} ${key}`} wire={key} isPinned style={{ right: 16, top: 16 + index * 40 }} />
      ))}
      {shown && !pinned.includes(shown.key) && (
        <Inspector
          key={shown.key}
          wire={shown.key}
          style={place(shown)}
          onInside={(is) => setInside(is)}
          onPin={() => {
            setInside(false);
            setShown(null);
          }}
        />
      )}
    </>
  );
}

/** The canvas of the workspace; it comes after the first picture. */
function useCanvas(editor: Editor): Canvas | null {
  const [canvas, setCanvas] = useState(editor.canvas);
  useEffect(() => {
    if (editor.canvas) setCanvas(editor.canvas);
  }, [editor]);
  return canvas;
}

const WIDTH = 300;

function place({ x, y }: { x: number; y: number }) {
  const left = Math.min(x + 14, Math.max(0, innerWidth - WIDTH - 16));
  return y > innerHeight * 0.6
    ? { left, bottom: innerHeight - y + 14, position: "fixed" as const }
    : { left, top: y + 14, position: "fixed" as const };
}

interface InspectorProps {
  wire: string;
  isPinned?: boolean;
  style: React.CSSProperties;
  onInside?: (isInside: boolean) => void;
  onPin?: () => void;
}

function Inspector({ wire, isPinned = false, style, onInside, onPin }: InspectorProps) {
  const editor = useEditor();
  useLive((state) => state.version);
  const now = useNow();
  const host = useRef<HTMLElement>(null);
  const isAsked = useLive((state) => isPinned && state.focus === wire);
  useEffect(() => {
    if (!isAsked) return;
    host.current?.focus();
    useLive.setState({ focus: null });
  }, [isAsked]);
  const close = () => {
    const hadFocus = host.current?.contains(document.activeElement);
    pin(wire, false);
    if (hadFocus) editor.canvas?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isPinned) return;
    event.stopPropagation();
    close();
  };
  const live = liveWires.byKey.get(wire);
  const [source, port, target] = wire.split(">") as [string, string, string];
  const name = (id: string) => {
    const record = editor.document.get(id);
    return record ? nodeLabel(record, editor.types, editor.document) : t("the subflow’s port");
  };
  const outputs = editor.document.get(source)?.wires?.length ?? 1;
  const title = `${name(source)}${outputs > 1 ? ` [${Number(port) + 1}]` : ""} → ${name(target)}`;
  return (
    <section
      ref={host}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className={styles.inspector}
      style={style}
      data-pinned={isPinned || undefined}
      aria-label={t("Wire {name}", { name: title })}
      onPointerEnter={() => onInside?.(true)}
      onPointerLeave={() => onInside?.(false)}
    >
      <header className={styles.head}>
        <strong className={styles.title}>{title}</strong>
        <ToggleIconButton
          icon="pin"
          size="sm"
          label={isPinned ? t("Let go") : t("Keep open")}
          isSelected={isPinned}
          onChange={(isOn) => {
            pin(wire, isOn);
            onPin?.();
          }}
        />
        {isPinned && <IconButton icon="close" size="sm" label={t("Close")} onPress={close} />}
      </header>
      {!live || live.report.count === 0 ? (
        <p className={styles.quiet}>
          {t("Nothing has gone over this wire since you began to look. What comes next is shown here.")}
        </p>
      ) : (
        <>
          <p className={styles.figures}>
            <span>{rateText(rateOf(live, now))}</span>
            <span>{t("{n, plural, one {# message} other {# messages}}", { n: live.report.count })}</span>
            <time dateTime={new Date(live.report.at).toISOString()}>
              {ago(now + live.skew - live.report.at)}
            </time>
          </p>
          {live.report.error !== undefined && (
            <p className={styles.error} data-old={!hasError(live, now) || undefined}>
              {live.report.error}
            </p>
          )}
          {live.report.value && (
            <div className={styles.value}>
              <ValueTree
                key={live.report.value.format}
                isOpen
                path="msg"
                value={decode(live.report.value.msg, live.report.value.format)}
              />
            </div>
          )}
        </>
      )}
    </section>
  );
}

function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 2) return t("just now");
  if (seconds < 100) return t("{n} s ago", { n: seconds });
  return t("{n} min ago", { n: Math.round(seconds / 60) });
}

function pin(key: string, isOn: boolean): void {
  useLive.setState(({ pinned }) => ({
    pinned: isOn
      ? [...pinned.filter((other) => other !== key), key].slice(-MOST_PINNED)
      : pinned.filter((o) => o !== key),
  }));
}

/** The time, again every half second: rates fall while nothing comes. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return now;
}
