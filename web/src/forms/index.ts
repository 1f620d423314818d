/** Edit forms made from node types. */

export * from "./draft";
export { ExpandedEditor } from "./expand/expanded-editor";
export * from "./field";
export * from "./host";
export * from "./problems";
export { FormField, SchemaForm } from "./schema-form";
export { SectionTabs } from "./section-tabs";
export { typedKind } from "./typed-values";
export { CodeEditor } from "./widgets/code-editor";
export { RowList } from "./widgets/row-list";
export { WidgetOf } from "./widgets/widget";
