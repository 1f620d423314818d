/** A short text at what is pointed at or focused. */
import type { ReactNode } from "react";
import {
  Tooltip as AriaTooltip,
  TooltipTrigger as AriaTooltipTrigger,
  type TooltipTriggerComponentProps,
} from "react-aria-components";
import styles from "./Tooltip.module.css";

export type TooltipPlacement = "top" | "bottom" | "left" | "right";

export function TooltipTrigger(props: TooltipTriggerComponentProps) {
  return <AriaTooltipTrigger delay={600} closeDelay={100} {...props} />;
}

export function Tooltip({
  children,
  placement = "bottom",
}: {
  children: ReactNode;
  placement?: TooltipPlacement;
}) {
  return (
    <AriaTooltip className={styles.tooltip} placement={placement} offset={6}>
      {children}
    </AriaTooltip>
  );
}
