/** Letting a flow run, or not. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange } from "../conditions";
import { flowTab, flowThatIs, setTab } from "../flow-shown";

export default [
  {
    id: "core:enable-flow",
    label: msg("Enable flow"),
    subject: "flow",
    menu: ["flows", 200],
    contextMenus: { tab: 110 },
    needs: [mayChange, flowTab, flowThatIs(msg("The flow is enabled."), (tab) => tab.disabled === true)],
    run: (context) => setTab(context, "Enable flow", { disabled: false }),
  },
  {
    id: "core:disable-flow",
    label: msg("Disable flow"),
    subject: "flow",
    menu: ["flows", 210],
    contextMenus: { tab: 120 },
    needs: [mayChange, flowTab, flowThatIs(msg("The flow is disabled."), (tab) => tab.disabled !== true)],
    run: (context) => setTab(context, "Disable flow", { disabled: true }),
  },
] satisfies Command[];
