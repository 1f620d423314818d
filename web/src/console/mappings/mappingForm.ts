/** The form of a scope mapping: what a client gets for a scope. */
import type { FormSpec } from "../form/spec.ts";
import { MAPPING_HELP } from "../policies/expressionHelp.tsx";

export const MAPPING_FORM: FormSpec = {
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
        { kind: "text", name: "name", label: "Name", isRequired: true },
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
    {
      kind: "code",
      name: "expression",
      label: "Expression",
      language: "python",
      isRequired: true,
      help: MAPPING_HELP,
    },
  ],
  check: (values) => ({
    scope_name: /\s/.test(String(values.scope_name).trim()) ? "A scope name has no spaces." : undefined,
  }),
};
