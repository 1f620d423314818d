/** The sidebar at the right: one of its panels at a time, chosen by tabs. */

import { type KeyboardEvent, useRef } from "react";
import { Focusable } from "react-aria-components";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { Tooltip, TooltipTrigger } from "../../ui/Tooltip";
import { PANELS } from "../features";
import { Part } from "../part";
import { ui, useUi } from "../store";
import styles from "./sidebar.module.css";

export function Sidebar() {
  const chosen = useUi((state) => state.sidebarTab);
  const panel = PANELS.find(({ id }) => id === chosen) ?? PANELS[0]!;
  const current = panel.id;
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const index = PANELS.findIndex((tab) => tab.id === current);
    ui.set({ sidebarTab: PANELS[(index + by + PANELS.length) % PANELS.length]!.id });
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div className={styles.sidebar}>
      <div ref={list} role="tablist" aria-label={t("Sidebar")} className={styles.tabs} onKeyDown={onKeyDown}>
        {PANELS.map((tab) => (
          <TooltipTrigger key={tab.id}>
            <Focusable>
              <button
                type="button"
                role="tab"
                id={`sidebar-${tab.id}`}
                aria-label={t(tab.label)}
                aria-selected={tab.id === current}
                aria-controls="sidebar-panel"
                tabIndex={tab.id === current ? 0 : -1}
                className={styles.tab}
                onClick={() => ui.set({ sidebarTab: tab.id })}
              >
                <Icon name={tab.icon} />
              </button>
            </Focusable>
            <Tooltip>{t(tab.label)}</Tooltip>
          </TooltipTrigger>
        ))}
      </div>
      <div id="sidebar-panel" role="tabpanel" aria-labelledby={`sidebar-${current}`} className={styles.panel}>
        <h2 className={styles.title}>{t(panel.label)}</h2>
        <Part key={current} load={panel.load} />
      </div>
    </div>
  );
}
