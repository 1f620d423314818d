/** The design system: what the editor, the console and My applications are built from. Styles start with base.css. */
import "./base.css";

export * from "./Badge.tsx";
export * from "./Breadcrumbs.tsx";
export * from "./Button.tsx";
export * from "./Choice.tsx";
export * from "./ChoiceBar.tsx";
export * from "./CopyField.tsx";
export * from "./Dialog.tsx";
export * from "./Disclosure.tsx";
export * from "./Feedback.tsx";
export * from "./Field.tsx";
export * from "./Icon.tsx";
export * from "./Logo.tsx";
export * from "./Menu.tsx";
export * from "./Popover.tsx";
export * from "./Select.tsx";
export * from "./Spinner.tsx";
export * from "./SplitPane.tsx";
export * from "./Tabs.tsx";
export * from "./Toast.tsx";
export * from "./Tooltip.tsx";
export * from "./Tree.tsx";
export * from "./theme.ts";
