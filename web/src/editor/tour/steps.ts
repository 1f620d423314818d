/** The welcome tour: what is said of which part of the window. */

import { msg } from "../../i18n";

export interface Step {
  /** The part that is spoken of, as a selector; absent: the card stands in the middle. */
  target?: string;
  title: string;
  text: string;
}

export const WELCOME: readonly Step[] = [
  {
    title: msg("Welcome to Wirelatch"),
    text: msg(
      "Flows are drawn, not written: nodes do the work, wires carry messages from one to the next. This tour takes a minute.",
    ),
  },
  {
    target: "[data-tour=palette]",
    title: msg("The palette"),
    text: msg(
      "All kinds of nodes. Drag one onto the canvas, or find it by the filter. Rest the pointer on one to read what it does.",
    ),
  },
  {
    target: "[data-tour=canvas]",
    title: msg("The canvas"),
    text: msg(
      "Drag from the port of a node to that of another to wire them. Hold Ctrl and click to add a node by its name. A double click opens a node.",
    ),
  },
  {
    target: "[data-tour=sidebar]",
    title: msg("The sidebar"),
    text: msg(
      "Help for each node, the outline of all flows, and what debug nodes show. The tabs at the top lead from one to the next.",
    ),
  },
  {
    target: "[data-tour=deploy]",
    title: msg("Deploy"),
    text: msg(
      "Nothing runs before you deploy it. The menu beside it says how much is restarted: everything, or only what you changed.",
    ),
  },
  {
    target: "[data-tour=menu]",
    title: msg("Everything else"),
    text: msg(
      "The menu holds import, settings, languages and keys. Ctrl+Shift+P finds every command by its name, with its keys.",
    ),
  },
];
