/** An icon by the name that a flow or a node type gives it: a glyph of Font Awesome, or a drawing of ours. */
import { useSyncExternalStore } from "react";
import { GLYPH, GLYPH_FONT, glyphOf, whenGlyphs } from "./font-awesome.ts";
import iconStyles from "./Icon.module.css";
import { nodeIcon } from "./icons.ts";

interface NodeDrawingProps {
  name: string;
  /** Shown for a name of Font Awesome that it does not have. */
  otherwise?: string | undefined;
  /** Side in steps, as icons of the interface have it; without it the style sheet of the place says it. */
  size?: "xs" | "sm";
  className?: string | undefined;
}

export function NodeDrawing({ name, otherwise, size, className }: NodeDrawingProps) {
  const glyph = useSyncExternalStore(whenGlyphs, () => glyphOf(name));
  return (
    <svg
      className={size ? iconStyles.icon : className}
      data-size={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {glyph === undefined ? (
        <path d={nodeIcon(otherwise ?? name)} />
      ) : (
        <text
          x={GLYPH.x}
          y={GLYPH.y}
          fontFamily={GLYPH_FONT}
          fontSize={GLYPH.size}
          textAnchor="middle"
          fill="currentColor"
          stroke="none"
        >
          {glyph}
        </text>
      )}
    </svg>
  );
}
