/** Prompts: the fields that prompt stages ask for. */
import type { Prompt } from "../api/types.ts";
import type { FormSpec } from "../form/spec.ts";
import { readable } from "../format.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";

const TYPES = [
  ["text", "Text"],
  ["text_area", "Text area"],
  ["text_read_only", "Text, read only"],
  ["text_area_read_only", "Text area, read only"],
  ["username", "Username: must not be taken"],
  ["email", "Email"],
  ["password", "Password: masked; two in a stage must agree"],
  ["number", "Number"],
  ["checkbox", "Checkbox"],
  ["radio-button-group", "Radio buttons"],
  ["dropdown", "Dropdown"],
  ["date", "Date"],
  ["date-time", "Date and time"],
  ["file", "File"],
  ["separator", "Separator: a line"],
  ["hidden", "Hidden: put into the form, not shown"],
  ["static", "Static: a text that is shown"],
  ["alert_info", "Notice"],
  ["alert_warning", "Warning"],
  ["alert_danger", "Alert"],
  ["ak-locale", "Language"],
] as const;

const FORM: FormSpec = {
  noun: "Prompt",
  path: "stages/prompt/prompts/",
  defaults: {
    name: "",
    field_key: "",
    label: "",
    type: "text",
    required: false,
    placeholder: "",
    placeholder_expression: false,
    initial_value: "",
    initial_value_expression: false,
    sub_text: "",
    order: 0,
  },
  items: [
    { kind: "text", name: "name", label: "Name", isRequired: true, help: "What it is called here." },
    {
      row: [
        {
          kind: "text",
          name: "field_key",
          label: "Field key",
          isRequired: true,
          mono: true,
          help: "attributes.phone is written to the user's attribute phone.",
        },
        { kind: "text", name: "label", label: "Label", isRequired: true, help: "What users read." },
      ],
    },
    { kind: "select", name: "type", label: "Type", options: TYPES.map(([id, label]) => ({ id, label })) },
    { kind: "switch", name: "required", label: "Required" },
    { kind: "textarea", name: "placeholder", label: "Placeholder", mono: true },
    { kind: "switch", name: "placeholder_expression", label: "The placeholder is an expression" },
    {
      kind: "textarea",
      name: "initial_value",
      label: "Initial value",
      mono: true,
      help: "For radio buttons and dropdowns, an expression that gives a list makes the choices.",
    },
    { kind: "switch", name: "initial_value_expression", label: "The initial value is an expression" },
    { kind: "textarea", name: "sub_text", label: "Help text" },
    { kind: "number", name: "order", label: "Order" },
  ],
};

const SPEC: ResourceSpec<Prompt> = {
  title: "Prompts",
  noun: "Prompt",
  description: "Single fields, which prompt stages put together to forms.",
  icon: "keyboard",
  path: "stages/prompt/prompts/",
  name: (prompt) => prompt.name,
  ordering: "order",
  form: FORM,
  lesson: "A prompt is one field of a form. A prompt stage shows several of them.",
  columns: [
    {
      id: "name",
      label: "Name",
      sortable: true,
      cell: (prompt) => <NameCell name={prompt.name} note={prompt.label} />,
    },
    { id: "field_key", label: "Field", sortable: true, cell: (prompt) => <code>{prompt.field_key}</code> },
    { id: "type", label: "Type", sortable: true, cell: (prompt) => readable(prompt.type) },
    {
      id: "order",
      label: "Order",
      sortable: true,
      hideWhenNarrow: true,
      cell: (prompt) => prompt.order ?? 0,
    },
    {
      id: "stages",
      label: "Stages",
      hideWhenNarrow: true,
      cell: (prompt) =>
        (prompt.prompt_stages_obj ?? prompt.promptstage_set ?? []).map((stage) => stage.name).join(", ") ||
        "–",
    },
  ],
};

export const PromptList = () => <ResourcePage spec={SPEC} />;
