/** Menus: a trigger, items with icons, keys and submenus; `MenuButton` for the usual case, `SplitButton` beside an action. */

import type { ReactNode } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  type MenuProps as AriaMenuProps,
  MenuSection as AriaMenuSection,
  type MenuSectionProps as AriaMenuSectionProps,
  Header,
  Keyboard,
  MenuTrigger,
  type PopoverProps,
  SubmenuTrigger,
} from "react-aria-components";
import { t } from "../i18n";
import { Button, type ButtonVariant, IconButton } from "./Button.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import itemStyles from "./Item.module.css";
import styles from "./Menu.module.css";
import { Popover } from "./Popover.tsx";

export { MenuTrigger, SubmenuTrigger };

export function Menu<T extends object>(props: Omit<AriaMenuProps<T>, "className">) {
  return <AriaMenu {...props} className={styles.menu} />;
}

/** A menu in its popover, to stand after a trigger inside `MenuTrigger` or `SubmenuTrigger`. */
export function MenuPopover<T extends object>({
  placement,
  ...props
}: Omit<AriaMenuProps<T>, "className"> & Pick<PopoverProps, "placement">) {
  return (
    <Popover placement={placement}>
      <Menu {...props} />
    </Popover>
  );
}

export interface MenuItemProps extends Omit<AriaMenuItemProps, "children" | "className"> {
  icon?: IconName;
  /** Keeps the place of an icon free, where other items of the menu have one. */
  isInset?: boolean;
  /** The shortcut as people read it, e.g. "Ctrl+D". */
  keys?: string;
  /** A second line in a quieter tone. */
  description?: string;
  danger?: boolean;
  children: ReactNode;
}

export function MenuItem({ icon, isInset, keys, description, danger, children, ...props }: MenuItemProps) {
  const text = props.textValue ?? (typeof children === "string" ? children : undefined);
  return (
    <AriaMenuItem
      {...props}
      textValue={text}
      className={`${itemStyles.item} ${styles.item}`}
      data-danger={danger || undefined}
    >
      {({ hasSubmenu, isSelected, selectionMode }) => (
        <>
          {selectionMode !== "none" && (
            <span className={styles.lead}>{isSelected && <Icon name="check" />}</span>
          )}
          {(icon || isInset) && <span className={styles.lead}>{icon && <Icon name={icon} />}</span>}
          <span className={itemStyles.text}>
            {children}
            {description && <span className={itemStyles.description}>{description}</span>}
          </span>
          {keys && <Keyboard className={styles.keys}>{keys}</Keyboard>}
          {hasSubmenu && <Icon name="chevron-right" size="xs" className={styles.keys} />}
        </>
      )}
    </AriaMenuItem>
  );
}

export interface MenuSectionProps
  extends Pick<AriaMenuSectionProps<object>, "selectionMode" | "selectedKeys" | "onSelectionChange"> {
  title?: string;
  children: ReactNode;
}

/** A part of a menu. With a selection mode, one chooses among its items; those of other parts act. */
export function MenuSection({ title, children, ...selection }: MenuSectionProps) {
  return (
    <AriaMenuSection {...selection} className={styles.section} aria-label={title ? undefined : t("More")}>
      {title && <Header className={itemStyles.header}>{title}</Header>}
      {children}
    </AriaMenuSection>
  );
}

export interface MenuButtonProps<T extends object> extends Omit<AriaMenuProps<T>, "className"> {
  /** The button's text; with `icon` and no `showLabel` it is only its name. */
  label: string;
  icon?: IconName;
  showLabel?: boolean;
  variant?: ButtonVariant;
  size?: "sm" | "md" | "lg";
  isDisabled?: boolean;
  placement?: PopoverProps["placement"];
}

export function MenuButton<T extends object>({
  label,
  icon,
  showLabel = !icon,
  variant,
  size,
  isDisabled,
  placement = "bottom end",
  ...menu
}: MenuButtonProps<T>) {
  const common = { isDisabled: isDisabled ?? false, size: size ?? "md" };
  return (
    <MenuTrigger>
      {showLabel ? (
        <Button {...common} variant={variant ?? "secondary"} iconAfter="chevron-down" icon={icon}>
          {label}
        </Button>
      ) : (
        <IconButton {...common} variant={variant ?? "quiet"} icon={icon ?? "more"} label={label} />
      )}
      <MenuPopover placement={placement} {...menu} />
    </MenuTrigger>
  );
}

export interface SplitButtonProps<T extends object> extends Omit<AriaMenuProps<T>, "className"> {
  /** The main action's text. */
  label: string;
  icon?: IconName;
  /** The name of the menu's button. */
  menuLabel: string;
  variant?: "primary" | "secondary";
  size?: "sm" | "md" | "lg";
  isDisabled?: boolean;
  isPending?: boolean;
  onPress: () => void;
}

/** An action and, joined to it, a menu of its variants. */
export function SplitButton<T extends object>({
  label,
  icon,
  menuLabel,
  variant = "primary",
  size = "md",
  isDisabled = false,
  isPending = false,
  onPress,
  ...menu
}: SplitButtonProps<T>) {
  return (
    <div className={styles.split} data-variant={variant}>
      <Button
        variant={variant}
        size={size}
        isDisabled={isDisabled}
        isPending={isPending}
        onPress={onPress}
        className={styles.main}
        icon={icon}
      >
        {label}
      </Button>
      <MenuTrigger>
        <IconButton
          icon="chevron-down"
          label={menuLabel}
          variant={variant}
          size={size}
          className={styles.more}
        />
        <MenuPopover placement="bottom end" {...menu} />
      </MenuTrigger>
    </div>
  );
}
