/** Every action and every default key that Node-RED 5 has is here too, but for those with a reason. */

import { describe, expect, it } from "vitest";
import { Keymap, normalizeKeys, type Scope } from "../commands";
import { everyCommand } from "./commands";

const ACTIONS = `
  activate-all-debug-nodes activate-all-flow-debug-nodes activate-selected-debug-nodes add-flow
  add-flow-to-right add-node align-selection-to-bottom align-selection-to-center align-selection-to-grid
  align-selection-to-left align-selection-to-middle align-selection-to-right align-selection-to-top
  cancel-edit-tray clear-debug-messages clear-filtered-debug-messages confirm-edit-tray convert-to-subflow
  copy-group-style copy-item-edit-url copy-item-url copy-selection-to-internal-clipboard create-subflow
  cut-selection-to-internal-clipboard deactivate-all-debug-nodes deactivate-all-flow-debug-nodes
  deactivate-selected-debug-nodes delete-config-selection delete-selection delete-selection-and-reconnect
  deploy-flows detach-selected-nodes disable-flow disable-selected-nodes distribute-selection-horizontally
  distribute-selection-vertically edit-flow edit-selected-node enable-flow enable-selected-nodes
  generate-node-names go-to-nearest-node-above go-to-nearest-node-below go-to-nearest-node-on-left
  go-to-nearest-node-on-right go-to-next-location go-to-next-node go-to-next-sibling
  go-to-previous-location go-to-previous-node go-to-previous-sibling go-to-selection group-selection
  hide-all-flows hide-flow hide-other-flows hide-selected-node-labels list-flows list-hidden-flows
  list-modified-nodes list-subflows lock-flow manage-palette merge-selection-to-group move-flow-to-end
  move-flow-to-start move-selection-backwards move-selection-down move-selection-forwards
  move-selection-left move-selection-right move-selection-to-back move-selection-to-front
  move-selection-up new-project open-project paste-from-internal-clipboard paste-group-style redo
  remove-flow remove-selection-from-group restart-flows scroll-view-down scroll-view-left
  scroll-view-right scroll-view-up search search-next search-previous select-all-config-nodes
  select-all-nodes select-connected-nodes select-downstream-nodes select-none select-upstream-nodes
  set-deploy-type-to-full set-deploy-type-to-modified-flows set-deploy-type-to-modified-nodes show-about
  show-action-list show-all-flows show-config-tab show-context-tab show-current-diff show-debug-tab
  show-event-log show-examples-import-dialog show-explorer-tab show-export-dialog show-first-tab
  show-global-env show-help-tab show-import-dialog show-info-tab show-keyboard-settings
  show-last-hidden-flow show-last-tab show-library-export-dialog show-library-import-dialog show-next-tab
  show-node-help show-palette-tab show-previous-tab show-project-settings show-remote-diff
  show-selected-node-labels show-system-info show-test-flow-diff-1 show-test-flow-diff-2
  show-test-flow-diff-3 show-user-settings show-version-control-tab show-welcome-tour
  split-wire-with-link-nodes split-wires-with-junctions start-flows step-selection-down
  step-selection-left step-selection-right step-selection-up step-view-down step-view-left step-view-right
  step-view-up stop-flows toggle-debug-messages toggle-flows toggle-left-sidebar toggle-navigator
  toggle-node-info-icon toggle-palette toggle-right-sidebar toggle-show-grid toggle-show-tips
  toggle-sidebar toggle-snap-grid toggle-status trigger-selected-nodes-action undo ungroup-selection
  unlock-flow wire-multiple-to-node wire-node-to-multiple wire-series-of-nodes zoom-fit zoom-in zoom-out
  zoom-reset
`
  .trim()
  .split(/\s+/);

/** What is left out, and why. */
const LEFT_OUT: Record<string, string> = {
  "show-test-flow-diff-1": "for Node-RED's own developers",
  "show-test-flow-diff-2": "for Node-RED's own developers",
  "show-test-flow-diff-3": "for Node-RED's own developers",
};

const KEYS: [Scope, string, string][] = [
  ["everywhere", "alt-shift-p", "manage-palette"],
  ["everywhere", "ctrl-f", "search"],
  ["everywhere", "ctrl-shift-f", "list-flows"],
  ["everywhere", "ctrl-d", "deploy-flows"],
  ["everywhere", "ctrl-g c", "show-config-tab"],
  ["everywhere", "ctrl-g d", "show-debug-tab"],
  ["everywhere", "ctrl-g h", "show-help-tab"],
  ["everywhere", "ctrl-g e", "show-explorer-tab"],
  ["everywhere", "ctrl-g i", "show-info-tab"],
  ["everywhere", "ctrl-g v", "show-version-control-tab"],
  ["everywhere", "ctrl-g x", "show-context-tab"],
  ["everywhere", "ctrl-g p", "show-palette-tab"],
  ["everywhere", "ctrl-e", "show-export-dialog"],
  ["everywhere", "ctrl-i", "show-import-dialog"],
  ["everywhere", "ctrl-space", "toggle-right-sidebar"],
  ["everywhere", "ctrl-alt-space", "toggle-left-sidebar"],
  ["everywhere", "ctrl-,", "show-user-settings"],
  ["everywhere", "ctrl-alt-l", "clear-debug-messages"],
  ["everywhere", "ctrl-alt-r", "show-remote-diff"],
  ["everywhere", "ctrl-alt-n", "new-project"],
  ["everywhere", "ctrl-alt-o", "open-project"],
  ["everywhere", "ctrl-shift-l", "show-event-log"],
  ["everywhere", "ctrl-shift-p", "show-action-list"],
  ["config-nodes", "backspace", "delete-config-selection"],
  ["config-nodes", "delete", "delete-config-selection"],
  ["config-nodes", "ctrl-a", "select-all-config-nodes"],
  ["config-nodes", "ctrl-z", "undo"],
  ["config-nodes", "ctrl-y", "redo"],
  ["canvas", "backspace", "delete-selection"],
  ["canvas", "ctrl-backspace", "delete-selection-and-reconnect"],
  ["canvas", "delete", "delete-selection"],
  ["canvas", "ctrl-delete", "delete-selection-and-reconnect"],
  ["canvas", "enter", "edit-selected-node"],
  ["canvas", "ctrl-enter", "go-to-selection"],
  ["canvas", "ctrl-c", "copy-selection-to-internal-clipboard"],
  ["canvas", "ctrl-x", "cut-selection-to-internal-clipboard"],
  ["canvas", "ctrl-v", "paste-from-internal-clipboard"],
  ["canvas", "ctrl-z", "undo"],
  ["canvas", "ctrl-y", "redo"],
  ["canvas", "ctrl-a", "select-all-nodes"],
  ["canvas", "escape", "select-none"],
  ["canvas", "alt-s u", "select-upstream-nodes"],
  ["canvas", "alt-s d", "select-downstream-nodes"],
  ["canvas", "alt-s c", "select-connected-nodes"],
  ["canvas", "shift-?", "show-keyboard-settings"],
  ["canvas", "w", "scroll-view-up"],
  ["canvas", "d", "scroll-view-right"],
  ["canvas", "s", "scroll-view-down"],
  ["canvas", "a", "scroll-view-left"],
  ["canvas", "shift-w", "step-view-up"],
  ["canvas", "shift-d", "step-view-right"],
  ["canvas", "shift-s", "step-view-down"],
  ["canvas", "shift-a", "step-view-left"],
  ["canvas", "ctrl-up", "move-selection-up"],
  ["canvas", "ctrl-right", "move-selection-right"],
  ["canvas", "ctrl-down", "move-selection-down"],
  ["canvas", "ctrl-left", "move-selection-left"],
  ["canvas", "shift-up", "step-selection-up"],
  ["canvas", "shift-right", "step-selection-right"],
  ["canvas", "shift-down", "step-selection-down"],
  ["canvas", "shift-left", "step-selection-left"],
  ["canvas", "ctrl-[", "show-previous-tab"],
  ["canvas", "ctrl-]", "show-next-tab"],
  ["canvas", "ctrl-shift-left", "go-to-previous-location"],
  ["canvas", "ctrl-shift-right", "go-to-next-location"],
  ["canvas", "ctrl-shift-g", "group-selection"],
  ["canvas", "ctrl-shift-u", "ungroup-selection"],
  ["canvas", "ctrl-shift-c", "copy-group-style"],
  ["canvas", "ctrl-shift-v", "paste-group-style"],
  ["canvas", "right", "go-to-nearest-node-on-right"],
  ["canvas", "left", "go-to-nearest-node-on-left"],
  ["canvas", "up", "go-to-nearest-node-above"],
  ["canvas", "down", "go-to-nearest-node-below"],
  ["canvas", "alt-a g", "align-selection-to-grid"],
  ["canvas", "alt-a l", "align-selection-to-left"],
  ["canvas", "alt-a r", "align-selection-to-right"],
  ["canvas", "alt-a t", "align-selection-to-top"],
  ["canvas", "alt-a b", "align-selection-to-bottom"],
  ["canvas", "alt-a m", "align-selection-to-middle"],
  ["canvas", "alt-a c", "align-selection-to-center"],
  ["canvas", "alt-a h", "distribute-selection-horizontally"],
  ["canvas", "alt-a v", "distribute-selection-vertically"],
  ["canvas", "shift-f", "search-previous"],
  ["canvas", "f", "search-next"],
  ["canvas", "alt-l l", "split-wire-with-link-nodes"],
  ["canvas", "alt-w", "hide-flow"],
  ["canvas", "alt-shift-w", "show-last-hidden-flow"],
  ["canvas", "ctrl-+", "zoom-in"],
  ["canvas", "ctrl--", "zoom-out"],
  ["canvas", "ctrl-0", "zoom-reset"],
  ["canvas", "ctrl-1", "zoom-fit"],
  ["tray", "ctrl-enter", "confirm-edit-tray"],
  ["tray", "ctrl-escape", "cancel-edit-tray"],
];

describe("what Node-RED's users know", () => {
  const commands = everyCommand();
  const ids = new Set(commands.map((command) => command.id));

  it("is all there: every action", () => {
    const missing = ACTIONS.filter((action) => !ids.has(`core:${action}`) && !(action in LEFT_OUT));
    expect(missing).toEqual([]);
    expect(Object.keys(LEFT_OUT).filter((action) => ids.has(`core:${action}`))).toEqual([]);
  });

  it("is all there: every default key, where it works there", () => {
    const keymap = new Keymap(commands);
    const missing = KEYS.filter(
      ([scope, keys, action]) =>
        !(action in LEFT_OUT) &&
        !keymap.taken(normalizeKeys(keys), scope).some((command) => command.id === `core:${action}`),
    );
    expect(missing).toEqual([]);
  });
});
