/**
 * Lets a library that writes styles as markup draw under our content security policy, which allows none: for the time
 * of the drawing its style elements get the page's nonce, and `style` attributes are set through the CSSOM, which the
 * policy leaves to scripts. The policy itself stays as it is.
 */

const nonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

/** Runs `draw`; only one such run may be under way. */
export async function withStylesAllowed<T>(draw: () => Promise<T>): Promise<T> {
  const { setAttribute } = Element.prototype;
  const createElement = document.createElement;
  Element.prototype.setAttribute = function (this: Element, name, value) {
    if (name === "style" && "style" in this) (this as HTMLElement | SVGElement).style.cssText = value;
    else setAttribute.call(this, name, value);
  };
  document.createElement = function (this: Document, name: string, options?: ElementCreationOptions) {
    const element = createElement.call(document, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce();
    return element;
  } as typeof document.createElement;
  try {
    return await draw();
  } finally {
    Element.prototype.setAttribute = setAttribute;
    document.createElement = createElement;
  }
}

/** A drawing whose styles were taken out of the markup, so that it can be parsed and sanitised under the policy. */
export interface Unstyled {
  /** Where the library is to draw; what it reads back from there has no styles. */
  stage: HTMLElement;
  /** The style sheets of the drawing, once it is read back. */
  rules(): string;
}

const INLINE = "data-inline-style";

/** An element for a library that draws in a child of it and reads that child's markup back. */
export function unstyledStage(): Unstyled {
  const stage = document.createElement("div");
  const rules: string[] = [];
  stage.appendChild = <T extends Node>(child: T): T => {
    Object.defineProperty(child, "innerHTML", {
      get(this: Element) {
        const copy = this.cloneNode(true) as Element;
        for (const style of copy.querySelectorAll("style")) {
          rules.push(style.textContent ?? "");
          style.remove();
        }
        for (const element of copy.querySelectorAll("[style]")) {
          element.setAttribute(INLINE, element.getAttribute("style") ?? "");
          element.removeAttribute("style");
        }
        return copy.innerHTML;
      },
    });
    return Node.prototype.appendChild.call(stage, child) as T;
  };
  return { stage, rules: () => rules.join("\n") };
}

/** Shows a sanitised drawing in an element. Its style sheet reaches nothing outside it, and needs no nonce. */
export function showStyled(host: HTMLElement, drawing: DocumentFragment, rules: string): void {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [sheet];
  root.replaceChildren(drawing);
  for (const element of root.querySelectorAll<SVGElement>(`[${INLINE}]`)) {
    element.style.cssText = element.getAttribute(INLINE) ?? "";
    element.removeAttribute(INLINE);
  }
}
