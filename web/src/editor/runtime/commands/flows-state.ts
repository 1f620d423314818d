/** Starting and stopping all flows. */

import { need } from "../../../commands";
import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { areFlowsRunning, setFlowsState } from "../state";

export default [
  {
    id: "core:start-flows",
    label: msg("Start flows"),
    subject: "deploy",
    icon: "play",
    needs: [mayChange, need(msg("The flows are running."), () => !areFlowsRunning())],
    run: () => void setFlowsState("start"),
  },
  {
    id: "core:stop-flows",
    label: msg("Stop flows"),
    subject: "deploy",
    icon: "stop",
    needs: [mayChange, need(msg("The flows are stopped."), areFlowsRunning)],
    run: () => void setFlowsState("stop"),
  },
  {
    id: "core:toggle-flows",
    label: msg("Start or stop flows"),
    subject: "deploy",
    needs: [mayChange],
    run: () => void setFlowsState(areFlowsRunning() ? "stop" : "start"),
  },
] satisfies EditorCommand[];
