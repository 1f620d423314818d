/** What floats at its trigger: menus and list boxes use it. */
import type { ReactNode } from "react";
import { Popover as AriaPopover, type PopoverProps as AriaPopoverProps } from "react-aria-components";
import styles from "./Popover.module.css";

export interface PopoverProps extends Omit<AriaPopoverProps, "className" | "children"> {
  className?: string;
  children: ReactNode;
}

export function Popover({ className, children, ...props }: PopoverProps) {
  return (
    <AriaPopover offset={4} {...props} className={[styles.popover, className].filter(Boolean).join(" ")}>
      {children}
    </AriaPopover>
  );
}
