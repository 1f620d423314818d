/** Draws the Mermaid diagrams of a Markdown text. A part of its own, fetched with the first text that has one. */

import purify from "dompurify";
import mermaid from "mermaid";
import { t } from "../i18n";
import { showStyled, unstyledStage, withStylesAllowed } from "./diagram-styles";

/** What each shown diagram is drawn from, for when the theme changes. */
const sources = new WeakMap<Element, string>();
/** The newest drawings by theme and source: a preview is rendered anew with every key pressed. */
const drawn = new Map<string, Drawing>();
const KEPT = 30;
let last: Promise<unknown> = Promise.resolve();
let count = 0;

/** Puts drawings in place of the blocks of code that describe them, and draws those anew that are there already. */
export async function drawDiagrams(root: Element, theme: string, isCurrent: () => boolean): Promise<void> {
  for (const code of root.querySelectorAll("pre > code.language-mermaid")) {
    sources.set(code.parentElement!, code.textContent ?? "");
    code.parentElement!.dataset.diagram = "text";
  }
  for (const element of root.querySelectorAll<HTMLElement>("[data-diagram]")) {
    const source = sources.get(element);
    if (source === undefined || element.dataset.diagram === "problem") continue;
    try {
      const drawing = drawn.get(theme + source) ?? (await inTurn(() => draw(source, theme)));
      keep(theme + source, drawing);
      if (!isCurrent()) return;
      show(element, source, drawing);
    } catch (error) {
      if (!isCurrent()) return;
      complain(element, error);
    }
  }
}

interface Drawing {
  picture: DocumentFragment;
  rules: string;
  title: string;
  description: string;
}

function keep(key: string, drawing: Drawing): void {
  drawn.delete(key);
  drawn.set(key, drawing);
  if (drawn.size > KEPT) drawn.delete(drawn.keys().next().value!);
}

/** Mermaid has one configuration, and styles are let through for one drawing at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = last.then(work);
  last = result.catch(() => {});
  return result;
}

/** Pictures in nodes and styles, which Mermaid would fetch from anywhere while it measures. */
const FETCHES = /\bimg\s*:|url\s*\(|@import/i;

async function draw(source: string, theme: string): Promise<Drawing> {
  if (FETCHES.test(source)) throw new Error(t("it names pictures of other hosts"));
  const { fontFamily } = getComputedStyle(document.body);
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: theme as "default",
    suppressErrorRendering: true,
    fontFamily,
    // Labels as text of the drawing: HTML in it would not outlive the sanitising.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    secure: [
      "secure",
      "securityLevel",
      "startOnLoad",
      "maxTextSize",
      "maxEdges",
      "suppressErrorRendering",
      "htmlLabels",
      "themeCSS",
      "dompurifyConfig",
    ],
  });
  count += 1;
  // Texts are measured in the page, out of sight and in the size that they will have.
  const { stage, rules } = unstyledStage();
  stage.setAttribute("aria-hidden", "true");
  stage.style.cssText = `position: absolute; left: -10000px; top: 0; visibility: hidden; width: 800px; font: 16px ${fontFamily}`;
  document.body.append(stage);
  try {
    const { svg } = await withStylesAllowed(() => mermaid.render(`wl-diagram-${count}`, source, stage));
    const picture = purify.sanitize(svg, {
      USE_PROFILES: { svg: true, svgFilters: true },
      FORBID_TAGS: ["image"],
      RETURN_DOM_FRAGMENT: true,
    });
    for (const name of ["role", "aria-roledescription", "aria-labelledby", "aria-describedby"])
      picture.querySelector("svg")?.removeAttribute(name); // said by the element around it
    for (const link of picture.querySelectorAll("a")) {
      link.setAttribute("target", "_blank");
      link.setAttribute("rel", "noreferrer noopener");
    }
    const text = (name: string) => picture.querySelector(`svg > ${name}`)?.textContent?.trim() ?? "";
    return { picture, rules: rules(), title: text("title"), description: text("desc") };
  } finally {
    stage.remove();
  }
}

function show(element: HTMLElement, source: string, { picture, rules, title, description }: Drawing): void {
  const host = element.dataset.diagram === "picture" ? element : document.createElement("div");
  host.dataset.diagram = "picture";
  host.setAttribute("role", picture.querySelector("a") ? "group" : "img");
  host.setAttribute("aria-label", title || t("Diagram"));
  // What it is drawn from says what it shows to those who do not see it.
  host.setAttribute("aria-description", description || source.trim());
  sources.set(host, source);
  if (host !== element) element.replaceWith(host);
  showStyled(host, picture.cloneNode(true) as DocumentFragment, rules);
}

function complain(element: HTMLElement, error: unknown): void {
  if (element.dataset.diagram !== "text") return;
  element.dataset.diagram = "problem";
  const note = document.createElement("p");
  note.dataset.diagramProblem = "";
  note.textContent = t("This diagram cannot be drawn: {problem}", {
    problem: error instanceof Error ? error.message : String(error),
  });
  element.before(note);
}
