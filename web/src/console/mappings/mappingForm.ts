/** The forms of property mappings: what a client gets for a scope, what becomes of what a source tells, what a webhook is sent. */
import type { FieldSpec, FormSpec } from "../form/spec.ts";
import { MAPPING_HELP, SOURCE_MAPPING_HELP, WEBHOOK_MAPPING_HELP } from "../policies/expressionHelp.tsx";

const NAME: FieldSpec = { kind: "text", name: "name", label: "Name", isRequired: true };

const expression = (help: FieldSpec["help"]): FieldSpec => ({
  kind: "code",
  name: "expression",
  label: "Expression",
  language: "python",
  isRequired: true,
  help,
});

export const SCOPE_MAPPING_FORM: FormSpec = {
  noun: "Scope Mapping",
  path: "propertymappings/provider/scope/",
  size: "lg",
  defaults: {
    name: "",
    scope_name: "",
    description: "",
    expression: 'return {"department": request.user.attributes.get("department")}',
  },
  items: [
    {
      row: [
        NAME,
        {
          kind: "text",
          name: "scope_name",
          label: "Scope name",
          isRequired: true,
          mono: true,
          help: "What the client asks for. Several mappings may share one scope.",
        },
      ],
    },
    {
      kind: "text",
      name: "description",
      label: "Description",
      help: "What users read when they are asked for consent. Without it, the scope is not named there.",
    },
    expression(MAPPING_HELP),
  ],
  check: (values) => ({
    scope_name: /\s/.test(String(values.scope_name).trim()) ? "A scope name has no spaces." : undefined,
  }),
};

export const SOURCE_MAPPING_FORM: FormSpec = {
  noun: "OAuth Source Mapping",
  path: "propertymappings/source/oauth/",
  size: "lg",
  defaults: { name: "", expression: 'return {"attributes": {"department": info.get("department")}}' },
  items: [NAME, expression(SOURCE_MAPPING_HELP)],
};

export const WEBHOOK_MAPPING_FORM: FormSpec = {
  noun: "Webhook Mapping",
  path: "propertymappings/notification/",
  size: "lg",
  defaults: { name: "", expression: 'return {"text": notification.body}' },
  items: [NAME, expression(WEBHOOK_MAPPING_HELP)],
};
