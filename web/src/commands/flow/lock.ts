/** Keeping a flow from being changed by mistake. */

import { msg } from "../../i18n";
import type { Command } from "../command";
import { mayChange } from "../conditions";
import { flowTab, flowThatIs, setTab } from "../flow-shown";

export default [
  {
    id: "core:lock-flow",
    label: msg("Lock flow"),
    subject: "flow",
    menu: ["flows", 220],
    contextMenus: { tab: 130 },
    icon: "lock",
    needs: [mayChange, flowTab, flowThatIs(msg("The flow is locked."), (tab) => tab.locked !== true)],
    run: (context) => setTab(context, "Lock flow", { locked: true }),
  },
  {
    id: "core:unlock-flow",
    label: msg("Unlock flow"),
    subject: "flow",
    menu: ["flows", 230],
    contextMenus: { tab: 140 },
    icon: "unlock",
    needs: [mayChange, flowTab, flowThatIs(msg("The flow is not locked."), (tab) => tab.locked === true)],
    run: (context) => setTab(context, "Unlock flow", { locked: undefined }),
  },
] satisfies Command[];
