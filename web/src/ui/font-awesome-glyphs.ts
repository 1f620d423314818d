/** The glyphs of Font Awesome 4.7: its own list of names, and its font. A part of its own, fetched when one is shown. */
import font from "font-awesome/fonts/fontawesome-webfont.woff2?url";
import variables from "font-awesome/less/variables.less?raw";

/** The character of each name, without the `fa-` before it. */
export const glyphsByName = (): Map<string, string> =>
  new Map(
    [...variables.matchAll(/^@fa-var-([a-z0-9-]+): "\\([0-9a-f]+)";$/gm)].map(([, name, code]) => [
      name!,
      String.fromCodePoint(Number.parseInt(code!, 16)),
    ]),
  );

/** Makes the font known to the page, ready to be drawn with. */
export async function loadFont(family: string): Promise<void> {
  document.fonts.add(await new FontFace(family, `url("${font}")`).load());
}
