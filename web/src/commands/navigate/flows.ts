/** Going from flow to flow: the next, the previous, the first, the last. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import type { EditorContext } from "../context";

type Choice = (flows: readonly string[], shown: string) => string | undefined;

const neighbour =
  (step: 1 | -1): Choice =>
  (flows, shown) =>
    flows[(flows.indexOf(shown) + step + flows.length) % flows.length];

const flow = (id: string, label: string, choose: Choice, keys?: string[]): Command => ({
  id,
  label,
  subject: "navigate",
  ...(keys ? { keys, scope: "canvas" } : {}),
  run({ document, canvas, ui }: EditorContext) {
    const chosen = choose(
      document.tabs().map((tab) => tab.id),
      canvas.flow,
    );
    if (chosen !== undefined) ui.showFlow(chosen);
  },
});

export default [
  flow("core:show-next-tab", msg("Show next flow"), neighbour(1), ["ctrl-]"]),
  flow("core:show-previous-tab", msg("Show previous flow"), neighbour(-1), ["ctrl-["]),
  flow("core:show-first-tab", msg("Show first flow"), (flows) => flows[0]),
  flow("core:show-last-tab", msg("Show last flow"), (flows) => flows.at(-1)),
];
