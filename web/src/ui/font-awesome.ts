/**
 * Icons that flows name as Node-RED does: `font-awesome/fa-clock-o`. Names and font are fetched when the first of them
 * is shown; until then its glyph is empty, so that nothing else is seen in its place.
 */

/** The font family under which the glyphs are. */
export const GLYPH_FONT = "Wirelatch Glyphs";

/** Where a glyph stands on the 24×24 grid of our drawings: its em box in the middle. */
export const GLYPH = { x: 12, y: 19.5, size: 21 };

const NAME = /^(?:font-awesome\/)?fa[ -](?:fa-)?([a-z0-9-]+)$/;
const waiting = new Set<() => void>();
let glyphs: ReadonlyMap<string, string> | undefined;
let loading: Promise<void> | undefined;

/** Whether a name is one of Font Awesome's, as flows and forms write them; there need not be such a glyph. */
export const isFontAwesome = (name: string): boolean => NAME.test(name);

/**
 * The character to draw for an icon name: empty while the font is on its way (`whenGlyphs` says when it is there),
 * undefined for a name that Font Awesome does not have.
 */
export function glyphOf(name: string): string | undefined {
  const found = NAME.exec(name);
  if (!found) return undefined;
  if (!glyphs) void loadGlyphs();
  return glyphs ? glyphs.get(found[1]!) : "";
}

/** Calls back once when the font has come, unless it is there already. */
export function whenGlyphs(listener: () => void): () => void {
  if (!glyphs) waiting.add(listener);
  return () => waiting.delete(listener);
}

/** Fetches names and font. What cannot be fetched is as if it had no glyphs, until somebody asks for them again. */
export function loadGlyphs(): Promise<void> {
  if (glyphs?.size) return Promise.resolve();
  loading ??= import("./font-awesome-glyphs.ts")
    .then(async (module) => {
      await module.loadFont(GLYPH_FONT);
      glyphs = module.glyphsByName();
    })
    .catch(() => {
      glyphs = new Map();
    })
    .then(() => {
      loading = undefined;
      for (const listener of [...waiting]) listener();
      waiting.clear();
    });
  return loading;
}

/** All names, as flows write them; none before `loadGlyphs` is through. */
export const fontAwesomeNames = (): string[] =>
  [...(glyphs?.keys() ?? [])].sort().map((name) => `font-awesome/fa-${name}`);
