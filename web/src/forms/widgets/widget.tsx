/** The widget of a field, by its name; one that we do not know is edited as text. */

import type { ComponentType } from "react";
import {
  CheckboxWidget,
  CredentialWidget,
  NumberWidget,
  SelectWidget,
  TextareaWidget,
  TextWidget,
} from "./basic";
import { CodeWidget } from "./code-field";
import { ColorWidget } from "./color";
import { ConfigWidget } from "./config-select";
import { NodePickerWidget } from "./node-picker";
import { RowListWidget } from "./row-list";
import { ScheduleWidget } from "./schedule";
import { TypedWidget } from "./typed-input";
import type { WidgetProps } from "./widget-props";

const WIDGETS: Record<string, ComponentType<WidgetProps>> = {
  text: TextWidget,
  textarea: TextareaWidget,
  number: NumberWidget,
  checkbox: CheckboxWidget,
  select: SelectWidget,
  typed: TypedWidget,
  code: CodeWidget,
  color: ColorWidget,
  rows: RowListWidget,
  config: ConfigWidget,
  nodes: NodePickerWidget,
  schedule: ScheduleWidget,
  which: SelectWidget,
  credential: CredentialWidget,
  label: () => null,
};

export function WidgetOf(props: WidgetProps) {
  const Component = WIDGETS[props.field.widget] ?? TextWidget;
  return <Component {...props} />;
}
