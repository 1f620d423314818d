/** The sidebar at the right: one of its panels at a time, chosen by tabs. */

import { type KeyboardEvent, useRef } from "react";
import { Focusable } from "react-aria-components";
import { Icon, type IconName } from "../../ui/Icon";
import { Tooltip, TooltipTrigger } from "../../ui/Tooltip";
import { DebugPanel } from "../debug/debug-panel";
import { type SidebarTab, ui, useUi } from "../store";
import { ConfigPanel } from "./config-panel";
import { ContextPanel } from "./context-panel";
import { ExplorerPanel } from "./explorer-panel";
import { HelpPanel } from "./help-panel";
import { InfoPanel } from "./info-panel";
import styles from "./sidebar.module.css";

const TABS: { id: SidebarTab; label: string; icon: IconName }[] = [
  { id: "info", label: "Information", icon: "info" },
  { id: "help", label: "Help", icon: "book" },
  { id: "explorer", label: "Explorer", icon: "events" },
  { id: "debug", label: "Debug", icon: "debug" },
  { id: "config", label: "Config nodes", icon: "config" },
  { id: "context", label: "Context", icon: "database" },
];

const PANELS = {
  info: InfoPanel,
  help: HelpPanel,
  explorer: ExplorerPanel,
  debug: DebugPanel,
  config: ConfigPanel,
  context: ContextPanel,
};

export function Sidebar() {
  const current = useUi((state) => state.sidebarTab);
  const list = useRef<HTMLDivElement>(null);
  const Panel = PANELS[current];
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const index = TABS.findIndex((tab) => tab.id === current);
    ui.set({ sidebarTab: TABS[(index + by + TABS.length) % TABS.length]!.id });
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div className={styles.sidebar}>
      <div ref={list} role="tablist" aria-label="Sidebar" className={styles.tabs} onKeyDown={onKeyDown}>
        {TABS.map((tab) => (
          <TooltipTrigger key={tab.id}>
            <Focusable>
              <button
                type="button"
                role="tab"
                id={`sidebar-${tab.id}`}
                aria-label={tab.label}
                aria-selected={tab.id === current}
                aria-controls="sidebar-panel"
                tabIndex={tab.id === current ? 0 : -1}
                className={styles.tab}
                onClick={() => ui.set({ sidebarTab: tab.id })}
              >
                <Icon name={tab.icon} />
                {tab.id === current && <span>{tab.label}</span>}
              </button>
            </Focusable>
            <Tooltip>{tab.label}</Tooltip>
          </TooltipTrigger>
        ))}
      </div>
      <div id="sidebar-panel" role="tabpanel" aria-labelledby={`sidebar-${current}`} className={styles.panel}>
        <Panel />
      </div>
    </div>
  );
}
