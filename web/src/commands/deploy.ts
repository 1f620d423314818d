/** Deploying, starting and stopping. */
import type { Command } from "./command";

const kind = (word: "full" | "flows" | "nodes", name: string, label: string): Command => ({
  id: `core:set-deploy-type-to-${name}`,
  label,
  group: "deploy",
  when: ({ canWrite, ui }) => canWrite && ui.setDeployKind !== undefined,
  run: ({ ui }) => ui.setDeployKind?.(word),
});

export const deployCommands: Command[] = [
  {
    id: "core:deploy-flows",
    label: "Deploy",
    group: "deploy",
    keys: ["ctrl-d"],
    when: ({ canWrite, ui }) => canWrite && ui.deploy !== undefined,
    run: ({ ui }) => ui.deploy?.(),
  },
  kind("full", "full", "Deploy everything"),
  kind("flows", "modified-flows", "Deploy modified flows"),
  kind("nodes", "modified-nodes", "Deploy modified nodes"),
  {
    id: "core:restart-flows",
    label: "Restart flows",
    group: "deploy",
    icon: "refresh",
    when: ({ canWrite, ui }) => canWrite && ui.deploy !== undefined,
    run: ({ ui }) => ui.deploy?.("reload"),
  },
  {
    id: "core:start-flows",
    label: "Start flows",
    group: "deploy",
    icon: "play",
    when: ({ canWrite, ui }) => canWrite && ui.setFlowsState !== undefined,
    run: ({ ui }) => ui.setFlowsState?.("start"),
  },
  {
    id: "core:stop-flows",
    label: "Stop flows",
    group: "deploy",
    when: ({ canWrite, ui }) => canWrite && ui.setFlowsState !== undefined,
    run: ({ ui }) => ui.setFlowsState?.("stop"),
  },
];
