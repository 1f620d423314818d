/** Runs flow tests: those of the flow shown, or all. */

import { mayChange } from "../../../commands/conditions";
import { msg, t } from "../../../i18n";
import { notify } from "../../../ui/Toast";
import type { AppContext, EditorCommand } from "../../command";
import { ui } from "../../store";
import { loadFlowTests, runTests, useFlowTests } from "../store";

async function run({ editor }: AppContext, flow?: string): Promise<void> {
  ui.showSidebar("flow-tests");
  await loadFlowTests();
  const tests = (useFlowTests.getState().tests ?? []).filter(
    (test) => flow === undefined || test.flow === flow,
  );
  if (tests.length === 0)
    notify({ kind: "info", title: flow ? t("This flow has no tests yet") : t("There are no tests yet") });
  await runTests(editor, tests);
}

export default [
  {
    id: "wirelatch:run-flow-tests",
    label: msg("Run this flow's tests"),
    help: msg("On the flow as it is shown, deployed or not; nothing in it reaches outside."),
    subject: "test",
    menu: ["flows", 400],
    contextMenus: { tab: 400 },
    keys: ["ctrl-alt-y"],
    icon: "complete",
    keywords: "check expect",
    needs: [mayChange],
    run: (context) => void run(context, ui.get().flow),
  },
  {
    id: "wirelatch:run-all-flow-tests",
    label: msg("Run all tests"),
    subject: "test",
    menu: ["flows", 410],
    keys: ["ctrl-alt-shift-y"],
    keywords: "check expect flow",
    needs: [mayChange],
    run: (context) => void run(context),
  },
] satisfies EditorCommand[];
