/** Tabs of one page or panel. */
import { type ReactNode, useEffect, useRef } from "react";
import {
  Tab as AriaTab,
  TabList as AriaTabList,
  type TabListProps as AriaTabListProps,
  TabPanel as AriaTabPanel,
  type TabPanelProps as AriaTabPanelProps,
  type TabProps as AriaTabProps,
  Tabs as AriaTabs,
  type TabsProps as AriaTabsProps,
} from "react-aria-components";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Tabs.module.css";

export function Tabs({ className, ...props }: Omit<AriaTabsProps, "className"> & { className?: string }) {
  return <AriaTabs {...props} className={[styles.tabs, className].filter(Boolean).join(" ")} />;
}

export function TabList<T extends object>(props: Omit<AriaTabListProps<T>, "className">) {
  const list = useRef<HTMLDivElement>(null);
  // Where there are more tabs than fit, the chosen one is in sight, also when an address leads to it.
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>("[aria-selected=true]");
    chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  return <AriaTabList {...props} ref={list} className={styles.list} />;
}

export interface TabProps extends Omit<AriaTabProps, "children" | "className"> {
  icon?: IconName;
  children: ReactNode;
}

export function Tab({ icon, children, ...props }: TabProps) {
  return (
    <AriaTab {...props} className={styles.tab}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaTab>
  );
}

export function TabPanel({
  className,
  ...props
}: Omit<AriaTabPanelProps, "className"> & { className?: string }) {
  return <AriaTabPanel {...props} className={[styles.panel, className].filter(Boolean).join(" ")} />;
}
