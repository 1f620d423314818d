/** Buttons: one look for everything that acts. `IconButton` always has a name and shows it as a tooltip. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton as AriaToggleButton,
  type ToggleButtonProps as AriaToggleButtonProps,
} from "react-aria-components";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon.tsx";
import { Spinner } from "./Spinner.tsx";
import { Tooltip, type TooltipPlacement, TooltipTrigger } from "./Tooltip.tsx";

const ANNOUNCED_WITHIN_MS = 1000;

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className"> {
  variant?: ButtonVariant;
  size?: "sm" | "md" | "lg";
  /** Drawn before the text. */
  icon?: IconName;
  /** Drawn after the text. */
  iconAfter?: IconName;
  className?: string;
  children?: ReactNode;
}

export function Button({
  variant = "secondary",
  size = "md",
  icon,
  iconAfter,
  className,
  children,
  isPending,
  ...props
}: ButtonProps) {
  const ownId = useId();
  const id = props.id ?? ownId;
  const wasPending = useRef(false);
  if (isPending) wasPending.current = true;
  useEffect(
    () => () => {
      if (wasPending.current) forgetAnnouncements(id);
    },
    [id],
  );
  return (
    <AriaButton
      {...props}
      {...(isPending === undefined ? {} : { id, isPending })}
      className={join(styles.button, className)}
      data-variant={variant}
      data-size={size}
    >
      {isPending ? <Spinner size="sm" /> : icon && <Icon name={icon} />}
      {children}
      {iconAfter && <Icon name={iconAfter} size="xs" />}
    </AriaButton>
  );
}

/**
 * A button that was pending is announced by a node that points to it, which React Aria keeps for seconds: once the
 * button is gone, as its dialog closed, that node would be a picture without a name.
 */
function forgetAnnouncements(id: string): void {
  const forget = () => {
    for (const node of document.querySelectorAll(`[data-live-announcer] [aria-labelledby~="${id}"]`))
      node.remove();
  };
  forget();
  // The first announcement of a page comes a little late.
  const observer = new MutationObserver(forget);
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), ANNOUNCED_WITHIN_MS);
}

export interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className"> {
  icon: IconName;
  /** The accessible name, and the tooltip unless `tooltip` says something longer. */
  label: string;
  tooltip?: ReactNode;
  placement?: TooltipPlacement;
  variant?: ButtonVariant;
  size?: "sm" | "md" | "lg";
  className?: string;
}

export function IconButton({
  icon,
  label,
  tooltip,
  placement,
  variant = "quiet",
  size = "md",
  className,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger>
      <AriaButton
        {...props}
        aria-label={label}
        className={join(styles.button, styles.square, className)}
        data-variant={variant}
        data-size={size}
      >
        <Icon name={icon} size={size === "lg" ? "md" : "sm"} />
      </AriaButton>
      <Tooltip placement={placement}>{tooltip ?? label}</Tooltip>
    </TooltipTrigger>
  );
}

export interface ToggleIconButtonProps extends Omit<AriaToggleButtonProps, "children" | "className"> {
  icon: IconName;
  label: string;
  size?: "sm" | "md" | "lg";
  placement?: TooltipPlacement;
}

/** An icon button that stays down: shown, pinned, filtered. */
export function ToggleIconButton({ icon, label, size = "md", placement, ...props }: ToggleIconButtonProps) {
  return (
    <TooltipTrigger>
      <AriaToggleButton
        {...props}
        aria-label={label}
        className={join(styles.button, styles.square)}
        data-variant="quiet"
        data-size={size}
      >
        <Icon name={icon} />
      </AriaToggleButton>
      <Tooltip placement={placement}>{label}</Tooltip>
    </TooltipTrigger>
  );
}

const join = (...names: (string | undefined)[]) => names.filter(Boolean).join(" ");
