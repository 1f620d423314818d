/** The colours and fonts of the canvas, read from the design tokens (ui/tokens.css) once per change of theme. */

export interface CanvasTheme {
  background: string;
  grid: string;
  wire: string;
  wireHover: string;
  wireSelected: string;
  nodeBackground: string;
  nodeBorder: string;
  nodeText: string;
  port: string;
  portBorder: string;
  groupFill: string;
  groupBorder: string;
  selection: string;
  selectionFill: string;
  changed: string;
  danger: string;
  accent: string;
  button: string;
  buttonOff: string;
  commentBorder: string;
  text: string;
  textMuted: string;
  font: string;
  /** The system's few colours are used: a node's own colour is not shown. */
  isForced: boolean;
}

/** Read the tokens as they are at an element. */
export function readTheme(element: Element): CanvasTheme {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    background: read("--wl-canvas-bg", "#ffffff"),
    grid: read("--wl-grid", "#eeeeee"),
    wire: read("--wl-wire", "#999999"),
    wireHover: read("--wl-wire-hover", "#666666"),
    wireSelected: read("--wl-wire-selected", "#ff7f0e"),
    nodeBackground: read("--wl-node-bg", "#ffffff"),
    nodeBorder: read("--wl-node-border", "#999999"),
    nodeText: read("--wl-node-text", "#333333"),
    port: read("--wl-port", "#d9d9d9"),
    portBorder: read("--wl-port-border", "#999999"),
    groupFill: read("--wl-group-bg", "transparent"),
    groupBorder: read("--wl-group-border", "#999999"),
    selection: read("--wl-selection", "#ff7f0e"),
    selectionFill: read("--wl-selection-fill", "#ff7f0e22"),
    changed: read("--wl-changed", "#00bcff"),
    danger: read("--wl-danger", "#d00000"),
    accent: read("--wl-accent", "#0f6c75"),
    button: resolve(element, "--wl-surface-3", "#eeeeee"),
    commentBorder: resolve(element, "--wl-border-strong", "#bbbbbb"),
    buttonOff: resolve(element, "--wl-surface-2", "#f7f7f7"),
    text: read("--wl-text", "#222222"),
    textMuted: read("--wl-text-muted", "#666666"),
    font: style.fontFamily || "sans-serif",
    isForced: false,
    ...(globalThis.matchMedia?.("(forced-colors: active)").matches ? forcedColors(element) : {}),
  };
}

/** The roles in the system's colours: https://drafts.csswg.org/css-color-4/#css-system-colors */
function forcedColors(element: Element): Partial<CanvasTheme> {
  const system = (name: string) => resolveColor(element, name);
  const [paper, ink, mark, grey] = ["Canvas", "CanvasText", "Highlight", "GrayText"].map(system) as [
    string,
    string,
    string,
    string,
  ];
  return {
    isForced: true,
    background: paper,
    grid: "transparent",
    wire: ink,
    wireHover: mark,
    wireSelected: mark,
    nodeBackground: paper,
    nodeBorder: ink,
    nodeText: ink,
    port: paper,
    portBorder: ink,
    groupFill: "transparent",
    groupBorder: grey,
    selection: mark,
    selectionFill: "transparent",
    changed: mark,
    danger: ink,
    accent: mark,
    button: paper,
    buttonOff: paper,
    commentBorder: ink,
    text: ink,
    textMuted: ink,
  };
}

/** A token that is not registered as a colour comes as its text (`light-dark(…)`): an element finishes it. */
function resolve(element: Element, name: string, otherwise: string): string {
  return resolveColor(element, `var(${name}, ${otherwise})`) || otherwise;
}

/** A colour as the browser paints it there. */
function resolveColor(element: Element, value: string): string {
  const probe = element.ownerDocument.createElement("i");
  probe.style.color = value;
  probe.hidden = true;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export const LABEL_SIZE = 14;
export const STATUS_SIZE = 11.5;

/** So many widths are kept: names of nodes stay for long, texts of statuses come and go. */
const MOST_WIDTHS = 3000;

/** Measures text without layout, as wide as an element with that text is; what was measured lately is known. */
export class TextMeasure {
  #context = newContext();
  readonly #widths = new Map<string, number>();
  #font = "";

  /** Use another font; what was measured is forgotten. */
  use(font: string): void {
    if (font === this.#font) return;
    this.#font = font;
    this.#forget();
  }

  width(text: string, size = LABEL_SIZE): number {
    const key = `${size} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size >= MOST_WIDTHS) this.#forget();
      if (this.#context) {
        this.#context.font = `${size}px ${this.#font}`;
        // Elements kern across spaces, too; a canvas does it when told to.
        this.#context.textRendering = "optimizeLegibility";
      }
      width = this.#context?.measureText(text).width ?? text.length * size * 0.5;
      // Layout goes up to the next 64th.
      width = Math.ceil(width * 64) / 64;
      this.#widths.set(key, width);
    }
    return width;
  }

  /** A canvas that is never painted keeps the shape of every text that it has measured: it goes, too. */
  #forget(): void {
    this.#widths.clear();
    this.#context = newContext();
  }
}

const newContext = () => document.createElement("canvas").getContext("2d");

const shades = new Map<string, string>();
/** The block behind an icon is at most this light, so that the white icon on it can be seen. */
const LIGHTEST = 0.44;

/** A node's colour darkened for the block behind its icon; the same for both themes, since nodes keep their colour. */
export function shade(color: string): string {
  let shaded = shades.get(color);
  if (shaded === undefined) {
    shaded = color;
    for (let amount = 0.14; amount <= 0.5; amount += 0.03) {
      const next = shadeHex(color, amount);
      if (next === undefined) break;
      shaded = next;
      if (lightness(next) <= LIGHTEST) break;
    }
    shades.set(color, shaded);
  }
  return shaded;
}

/** Relative luminance, roughly: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance with a plain square. */
function lightness(hex: string): number {
  const part = (at: number) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2;
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function shadeHex(color: string, amount: number): string | undefined {
  const rgb = channels(color);
  if (!rgb) return undefined;
  const grey = (rgb[0] + rgb[1] + rgb[2]) / 3;
  // Darker and a little stronger in colour, so that the block does not look dirty.
  const part = (value: number) => {
    const strong = grey + (value - grey) * 1.25;
    return Math.round(Math.min(255, Math.max(0, strong * (1 - amount))))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${rgb.map(part).join("")}`;
}

const parsed = new Map<string, [number, number, number] | undefined>();
let parser: CanvasRenderingContext2D | null | undefined;

/** Red, green and blue of any colour that CSS knows, 0 to 255; the browser reads it. */
function channels(color: string): [number, number, number] | undefined {
  if (parsed.has(color)) return parsed.get(color);
  parser ??= document.createElement("canvas").getContext("2d");
  let found: [number, number, number] | undefined;
  if (parser) {
    parser.fillStyle = "#000001";
    parser.fillStyle = color;
    const text = parser.fillStyle;
    const hex = /^#(..)(..)(..)$/.exec(text);
    const rgba = /^rgba\((\d+), (\d+), (\d+)/.exec(text);
    if (hex && text !== "#000001")
      found = hex.slice(1).map((part) => Number.parseInt(part, 16)) as typeof found;
    else if (rgba) found = rgba.slice(1).map(Number) as typeof found;
  }
  parsed.set(color, found);
  return found;
}

/** Whether dark text is easier to read on a colour than light text. */
export function isLight(color: string): boolean {
  const rgb = channels(color);
  return !rgb || (rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114) / 255 > 0.55;
}
