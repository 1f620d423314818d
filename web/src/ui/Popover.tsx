/** What floats at its trigger: menus and list boxes use it; `PopoverDialog` is one for any content. */
import type { ReactNode } from "react";
import {
  Dialog as AriaDialog,
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
  DialogTrigger,
} from "react-aria-components";
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

export interface PopoverDialogProps {
  /** Its name for screen readers. */
  label: string;
  /** The pressable element that opens it. */
  trigger: ReactNode;
  placement?: AriaPopoverProps["placement"];
  children: ReactNode | ((close: () => void) => ReactNode);
}

export function PopoverDialog({ label, trigger, placement = "bottom", children }: PopoverDialogProps) {
  return (
    <DialogTrigger>
      {trigger}
      <Popover placement={placement}>
        <AriaDialog aria-label={label} className={styles.dialog}>
          {({ close }) => (typeof children === "function" ? children(close) : children)}
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
