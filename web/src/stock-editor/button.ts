/** The button beside a node on the canvas: it injects, or it switches a property and, for debug nodes, the running node. */
import type { NodeType } from "../document/node-types";
import { post, red, type StockNode } from "./red";

/** As an element: that editor takes text for HTML, and names of nodes come from whoever made the flow. */
function said(text: string, type: "success" | "warning" | "error") {
  const line = document.createElement("p");
  line.textContent = text;
  red().notify(line, { type, timeout: 3000 });
}

function answered(node: StockNode, done: string, status: number): boolean {
  const name = red().utils.getNodeLabel(node, node.type);
  if (status >= 200 && status < 300) said(`${done}: ${name}`, "success");
  else if (status === 404) said(`${name} does not run: deploy it first`, "warning");
  else said(`${name}: the server answered ${status || "nothing"}`, "error");
  return status >= 200 && status < 300;
}

export function buttonOf(type: NodeType): object | undefined {
  if (type.button === "inject") {
    return {
      onclick(this: StockNode) {
        post(`inject/${this.id}`, {}, (status) => answered(this, "Injected", status));
      },
    };
  }
  const property = /^toggle:(\w+)$/.exec(type.button ?? "")?.[1];
  if (!property) return undefined;
  return {
    toggle: property,
    onclick(this: StockNode) {
      const isOn = Boolean(this[property]);
      post(`${type.type}/${this.id}/${isOn ? "enable" : "disable"}`, {}, (status) => {
        // A node that was never deployed keeps the new state for its first deploy.
        if (!answered(this, isOn ? "Switched on" : "Switched off", status) && status !== 404)
          this[property] = !isOn;
        this.dirty = true;
        red().view.redraw();
      });
    },
  };
}
