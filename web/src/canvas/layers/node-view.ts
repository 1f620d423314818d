/**
 * The element of one node. Elements are used again for other nodes, so that scrolling makes none; only what differs
 * from the last showing is touched. An element is as large as all that it paints: `contain: strict` lets the browser
 * lay out and paint each by itself.
 */
import { GLYPH, GLYPH_FONT, glyphOf, isFontAwesome, whenGlyphs } from "../../ui/font-awesome";
import { nodeIcon } from "../../ui/icons";
import { PORT_PITCH, type Rect } from "../kernels";
import type { SceneNode } from "../scene/scene-node";
import { spokenNode } from "../spoken";
import { shade } from "../theme";
import type { NodeStatus } from "../types";
import { iconAddress } from "./icon-image";
import { showsStatus, statusText } from "./status";

/** Room around the box for ports, button and badges, and for the status below. */
export const PAD = { x: 30, top: 12, bottom: 24 };

export interface NodeLook {
  isSelected: boolean;
  isHovered: boolean;
  isHighlighted: boolean;
  status: NodeStatus | undefined;
  /** Width that the status text may have. */
  statusWidth: number;
  /** Side of the ports that a draft wire can be put to. */
  candidates: "input" | "output" | undefined;
  /** Descriptions are marked. */
  showDocs: boolean;
  /** The port under the pointer. */
  hoverPort: { side: "input" | "output"; index: number } | undefined;
}

const SVG = "http://www.w3.org/2000/svg";

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  parent: Element,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = name;
  parent.append(element);
  return element;
}

export class NodeView {
  readonly element = document.createElement("div");
  readonly #button = make("div", "wl-node-button", this.element);
  readonly #body = make("div", "wl-node-body", this.element);
  readonly #icon = make("div", "wl-node-icon", this.#body);
  readonly #iconPath: SVGPathElement;
  readonly #glyph: SVGTextElement;
  readonly #drawing: SVGSVGElement;
  readonly #picture = make("img", "wl-node-picture", this.#icon);
  readonly #label = make("div", "wl-node-label", this.#body);
  readonly #portName = make("div", "wl-subflow-port-name", this.#body);
  readonly #ports: HTMLElement[] = [];
  readonly #status = make("div", "wl-node-status", this.element);
  readonly #statusMark = make("i", "wl-node-status-mark", this.#status);
  readonly #statusText = make("span", "wl-node-status-text", this.#status);
  readonly #changed = make("div", "wl-node-changed", this.element);
  readonly #error = make("div", "wl-node-error", this.element);
  readonly #docs = make("div", "wl-node-docs", this.element);
  #node: SceneNode | undefined;
  #box: Rect | undefined;
  #layer = -1;
  #lookKey = "";
  #sizeKey = "";

  constructor() {
    this.element.className = "wl-node";
    this.element.setAttribute("role", "option");
    this.element.tabIndex = -1;
    this.#status.before(" "); // who reads the texts one after the other does not take them for one word
    make("div", "wl-node-button-face", this.#button);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    this.#iconPath = document.createElementNS(SVG, "path");
    this.#glyph = document.createElementNS(SVG, "text");
    this.#glyph.setAttribute("x", String(GLYPH.x));
    this.#glyph.setAttribute("y", String(GLYPH.y));
    this.#glyph.setAttribute("font-size", String(GLYPH.size));
    this.#glyph.setAttribute("font-family", GLYPH_FONT);
    svg.append(this.#iconPath, this.#glyph);
    this.#icon.append(svg);
    this.#drawing = svg;
    this.#picture.alt = "";
  }

  show(node: SceneNode, look: NodeLook): void {
    if (this.#node !== node) {
      if (!this.#node || this.#node.record !== node.record || !sameFace(this.#node, node)) this.#face(node);
      this.#node = node;
    }
    this.#place(node, look);
    this.#state(node, look);
  }

  /** Puts it over the nodes of lower layers; elements stand in the order in which they were made. */
  raise(layer: number): void {
    if (layer === this.#layer) return;
    this.#layer = layer;
    this.element.style.setProperty("--layer", String(layer));
  }

  #place(node: SceneNode, look: NodeLook): void {
    const { box } = node;
    if (this.#box?.x !== box.x || this.#box.y !== box.y) {
      this.element.style.transform = `translate(${box.x - PAD.x}px, ${box.y - PAD.top}px)`;
    }
    this.#box = box;
    const status = showsStatus(look.status) ? look.statusWidth + 20 : 0;
    const width = Math.max(box.w + 2 * PAD.x, PAD.x + status + 4);
    const key = `${box.w} ${box.h} ${width} ${look.statusWidth}`;
    if (key === this.#sizeKey) return;
    this.#sizeKey = key;
    const { style } = this.element;
    style.width = `${width}px`;
    style.height = `${box.h + PAD.top + PAD.bottom}px`;
    style.setProperty("--w", `${box.w}px`);
    style.setProperty("--h", `${box.h}px`);
    style.setProperty("--status-width", `${Math.ceil(look.statusWidth)}px`);
  }

  /** What depends on the record. */
  #face(node: SceneNode): void {
    const { element } = this;
    element.id = `wl-node-${node.id}`;
    element.dataset.id = node.id;
    element.dataset.type = node.type;
    const kinds = [
      "wl-node",
      `wl-${node.kind}`,
      node.align === "right" && "wl-node-right",
      node.isDisabled && "wl-node-disabled",
      node.isUnknown && "wl-node-unknown",
      node.isComment && "wl-node-comment",
      !node.labelShown && "wl-node-unlabelled",
      node.isLink && `wl-node-${node.type === "link in" ? "link-in" : "link-out"}`,
    ];
    element.className = kinds.filter(Boolean).join(" ");
    element.style.setProperty("--node-color", node.color || "var(--wl-node-bg)");
    element.style.setProperty("--icon-color", node.color ? shade(node.color) : "transparent");
    this.#label.textContent = node.labelShown ? node.lines.join("\n") : "";
    this.#portName.hidden = node.portName.length === 0;
    this.#portName.textContent = node.portName.join("\n");
    this.#drawIcon(node);
    this.#button.hidden = !node.button;
    if (node.button) {
      this.#button.className = `wl-node-button wl-node-button-${node.button.side}${node.button.on ? "" : " wl-node-button-off"}`;
    }
    this.#changed.hidden = !node.changed;
    this.#error.hidden = !(node.isInvalid || node.isUnknown);
    this.#setPorts(node);
  }

  #drawIcon(node: SceneNode): void {
    const glyph = glyphOf(node.icon);
    if (glyph === "") whenGlyphs(this.#redrawIcon);
    const icon = glyph === undefined && isFontAwesome(node.icon) ? node.typeIcon : node.icon;
    const picture = iconAddress(icon);
    this.#glyph.textContent = glyph ?? "";
    this.#iconPath.setAttribute("d", icon && glyph === undefined ? nodeIcon(icon) : "");
    this.#drawing.style.display = picture ? "none" : "";
    this.#picture.hidden = picture === undefined;
    if (picture && this.#picture.getAttribute("src") !== picture) this.#picture.src = picture;
    this.#icon.hidden = icon === "";
  }

  /** For the font's coming; by then the element may show another node. */
  readonly #redrawIcon = (): void => {
    if (this.#node) this.#drawIcon(this.#node);
  };

  #setPorts(node: SceneNode): void {
    const count = node.inputs + node.outputs;
    while (this.#ports.length < count) this.#ports.push(make("div", "wl-port", this.element));
    this.#ports.forEach((port, number) => {
      port.hidden = number >= count;
      if (port.hidden) return;
      const isInput = number < node.inputs;
      port.className = isInput ? "wl-port wl-port-in" : "wl-port wl-port-out";
      const index = number - node.inputs;
      port.style.setProperty("--dy", isInput ? "0px" : `${(index - (node.outputs - 1) / 2) * PORT_PITCH}px`);
    });
  }

  /** What depends on selection, pointer and status. */
  #state(node: SceneNode, look: NodeLook): void {
    const { hoverPort } = look;
    const shown = showsStatus(look.status);
    const status = shown ? look.status : undefined;
    const key = [
      look.isSelected,
      look.isHovered,
      look.isHighlighted,
      look.candidates,
      hoverPort?.side,
      hoverPort?.index,
      look.showDocs,
      status?.fill,
      status?.shape,
      status && statusText(status),
      node.id,
      node.inputs,
      node.outputs,
      node.name,
      node.changed,
      node.isInvalid,
      node.isDisabled,
      node.hasDocs,
    ].join("|");
    if (key === this.#lookKey) return;
    this.#lookKey = key;
    const { element } = this;
    element.setAttribute("aria-selected", String(look.isSelected));
    element.toggleAttribute("data-hover", look.isHovered);
    element.toggleAttribute("data-highlight", look.isHighlighted);
    this.#ports.forEach((port, number) => {
      const side = number < node.inputs ? "input" : "output";
      const index = side === "input" ? number : number - node.inputs;
      port.toggleAttribute("data-candidate", look.candidates === side);
      port.toggleAttribute("data-hover", hoverPort?.side === side && hoverPort.index === index);
    });
    this.#docs.hidden = !(look.showDocs && node.hasDocs);
    this.#status.hidden = !shown;
    if (status) {
      this.#statusMark.hidden = status.fill === undefined && status.shape === undefined;
      this.#statusMark.className = `wl-node-status-mark wl-status-${status.fill ?? "grey"} wl-status-${status.shape === "ring" ? "ring" : "dot"}`;
      this.#statusText.textContent = statusText(status);
    }
    element.setAttribute("aria-label", spokenNode(node, status ? statusText(status) : ""));
  }
}

/** Whether two pictures of a record look the same but for their place. */
const sameFace = (a: SceneNode, b: SceneNode): boolean =>
  a.id === b.id &&
  a.changed === b.changed &&
  a.isInvalid === b.isInvalid &&
  a.isUnknown === b.isUnknown &&
  a.inputs === b.inputs &&
  a.outputs === b.outputs &&
  a.color === b.color &&
  a.icon === b.icon &&
  a.name === b.name &&
  a.hasDocs === b.hasDocs &&
  a.labelShown === b.labelShown;
