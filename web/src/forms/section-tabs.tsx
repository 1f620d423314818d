/** The tabs inside a form. Only the selected panel exists: a hidden code editor costs time and cannot measure itself. */

import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { t } from "../i18n";
import styles from "./section-tabs.module.css";

export interface SectionTab {
  id: string;
  label: string;
  hasProblem?: boolean;
}

export interface SectionTabsProps {
  tabs: SectionTab[];
  selected: string;
  onSelect: (id: string) => void;
  label?: string;
  children: ReactNode;
}

export function SectionTabs({ tabs, selected, onSelect, label = "Sections", children }: SectionTabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const index = tabs.findIndex((tab) => tab.id === selected);
    const next = tabs[(index + by + tabs.length) % tabs.length]!;
    onSelect(next.id);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  return (
    <div className={styles.tabs}>
      <div ref={list} role="tablist" aria-label={label} className={styles.list} onKeyDown={step}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-tab-${tab.id}`}
            aria-controls={`${id}-panel`}
            aria-selected={tab.id === selected}
            tabIndex={tab.id === selected ? 0 : -1}
            className={styles.tab}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
            {tab.hasProblem && <span className={styles.dot} title={t("Something here needs attention")} />}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${selected}`}
        className={styles.panel}
      >
        {children}
      </div>
    </div>
  );
}
