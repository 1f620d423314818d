/** A tree with expanding branches. */
import type { ReactNode } from "react";
import {
  Tree as AriaTree,
  TreeItem as AriaTreeItem,
  TreeItemContent as AriaTreeItemContent,
  type TreeItemProps as AriaTreeItemProps,
  type TreeProps as AriaTreeProps,
  Button,
} from "react-aria-components";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Tree.module.css";

export function Tree<T extends object>(props: Omit<AriaTreeProps<T>, "className">) {
  return <AriaTree {...props} className={styles.tree} />;
}

export interface TreeItemProps extends Omit<AriaTreeItemProps, "className" | "children"> {
  /** The row's text. */
  label: ReactNode;
  icon?: IconName;
  /** Set at the row's end: a badge, buttons. */
  suffix?: ReactNode;
  /** Nested `TreeItem`s. */
  children?: ReactNode;
}

export function TreeItem({ label, icon, suffix, children, ...props }: TreeItemProps) {
  return (
    <AriaTreeItem {...props} className={styles.row}>
      <AriaTreeItemContent>
        {({ hasChildItems }) => (
          <div className={styles.content}>
            {hasChildItems ? (
              <Button slot="chevron" className={styles.chevron}>
                <Icon name="chevron-right" size="xs" />
              </Button>
            ) : (
              <span className={styles.chevron} />
            )}
            {icon && <Icon name={icon} className={styles.icon} />}
            <span className={styles.label}>{label}</span>
            {suffix}
          </div>
        )}
      </AriaTreeItemContent>
      {children}
    </AriaTreeItem>
  );
}
