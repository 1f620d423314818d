/** Choosing one from a list: `Select` shows it on demand, `ComboBox` filters it while typing, `ListBox` keeps it in sight. */
import type { ReactNode } from "react";
import {
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  ListBox as AriaListBox,
  ListBoxItem as AriaListBoxItem,
  type ListBoxItemProps as AriaListBoxItemProps,
  type ListBoxProps as AriaListBoxProps,
  ListBoxSection as AriaListBoxSection,
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  Button,
  Group,
  Header,
  Input,
  type Key,
  SelectValue,
} from "react-aria-components";
import fieldStyles from "./Field.module.css";
import { FieldLabel, FieldNotes, type FieldText } from "./Field.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import itemStyles from "./Item.module.css";
import { Popover } from "./Popover.tsx";
import styles from "./Select.module.css";

export type { Key };

/** Long lists scroll: pixels. */
const LIST_HEIGHT = 320;

/** A choice: what is stored and what is read. */
export interface Option {
  id: Key;
  label: string;
  description?: string;
  icon?: IconName;
  isDisabled?: boolean;
}

export interface ListBoxItemProps extends Omit<AriaListBoxItemProps, "children" | "className"> {
  icon?: IconName;
  description?: string;
  children: ReactNode;
}

export function ListBoxItem({ icon, description, children, ...props }: ListBoxItemProps) {
  const text = props.textValue ?? (typeof children === "string" ? children : undefined);
  return (
    <AriaListBoxItem {...props} textValue={text} className={`${itemStyles.item} ${styles.item}`}>
      {({ isSelected }) => (
        <>
          {icon && <Icon name={icon} className={styles.icon} />}
          <span className={`${itemStyles.text} ${styles.text}`}>
            {children}
            {description && (
              <span className={`${itemStyles.description} ${styles.description}`}>{description}</span>
            )}
          </span>
          {isSelected && <Icon name="check" className={styles.check} />}
        </>
      )}
    </AriaListBoxItem>
  );
}

export function ListBoxSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaListBoxSection className={styles.section}>
      <Header className={itemStyles.header}>{title}</Header>
      {children}
    </AriaListBoxSection>
  );
}

export function ListBox<T extends object>(
  props: Omit<AriaListBoxProps<T>, "className"> & { bordered?: boolean },
) {
  const { bordered, ...rest } = props;
  return <AriaListBox {...rest} className={styles.list} data-bordered={bordered || undefined} />;
}

const option = (item: Option) => (
  <ListBoxItem
    id={item.id}
    textValue={item.label}
    icon={item.icon}
    description={item.description}
    isDisabled={item.isDisabled}
  >
    {item.label}
  </ListBoxItem>
);

export interface SelectProps extends Omit<AriaSelectProps<Option>, "children" | "className">, FieldText {
  options: readonly Option[];
  size?: "sm" | "md";
}

export function Select({
  label,
  description,
  errorMessage,
  hideLabel,
  options,
  size,
  ...props
}: SelectProps) {
  return (
    <AriaSelect {...props} isInvalid={props.isInvalid ?? Boolean(errorMessage)} className={fieldStyles.field}>
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      <Button className={styles.button} data-size={size}>
        <SelectValue className={styles.value} />
        <Icon name="chevron-down" size="xs" />
      </Button>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover maxHeight={LIST_HEIGHT}>
        <AriaListBox items={options} className={styles.list}>
          {option}
        </AriaListBox>
      </Popover>
    </AriaSelect>
  );
}

export interface ComboBoxProps extends Omit<AriaComboBoxProps<Option>, "children" | "className">, FieldText {
  options: readonly Option[];
  placeholder?: string;
  mono?: boolean;
  /** Shown when nothing fits. */
  emptyText?: string;
  /** Told what is typed; the options are then the answer to it and are not filtered here. */
  onSearch?: (text: string) => void;
}

export function ComboBox({
  label,
  description,
  errorMessage,
  hideLabel,
  options,
  placeholder,
  mono,
  emptyText = "Nothing found",
  onSearch,
  ...props
}: ComboBoxProps) {
  return (
    <AriaComboBox
      {...props}
      {...(onSearch ? { items: options, onInputChange: onSearch } : { defaultItems: options })}
      allowsEmptyCollection={!props.allowsCustomValue}
      menuTrigger={props.menuTrigger ?? "focus"}
      isInvalid={props.isInvalid ?? Boolean(errorMessage)}
      className={fieldStyles.field}
    >
      <FieldLabel hidden={hideLabel} isRequired={props.isRequired}>
        {label}
      </FieldLabel>
      <Group className={fieldStyles.group}>
        <Input className={fieldStyles.inner} placeholder={placeholder} data-mono={mono || undefined} />
        <Button className={fieldStyles.step}>
          <Icon name="chevron-down" size="xs" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover maxHeight={LIST_HEIGHT}>
        <AriaListBox
          className={styles.list}
          renderEmptyState={() => <div className={styles.empty}>{emptyText}</div>}
        >
          {option}
        </AriaListBox>
      </Popover>
    </AriaComboBox>
  );
}
