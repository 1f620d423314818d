/**
 * What the stock Node-RED editor needs to show and edit our node types. It is served at `/plugins`, and the node
 * definitions at `/nodes` call it: the forms and rules are those of our own editor, in the widgets of that one.
 *
 * https://nodered.org/docs/creating-nodes/node-html
 */
import type { NodeType } from "../document/node-types";
import { showDebugTab } from "./debug-tab";
import { definitionOf } from "./definition";
import { red } from "./red";

declare global {
  var wirelatch: { registerType(type: NodeType): void };
}

globalThis.wirelatch = {
  registerType: (type) => red().nodes.registerType(type.type, definitionOf(type)),
};

showDebugTab();
