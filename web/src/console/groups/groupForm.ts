/** The form of a group. */
import { GROUPS, ROLES } from "../form/sources.ts";
import type { FormSpec } from "../form/spec.ts";

export const GROUP_FORM: FormSpec = {
  noun: "Group",
  path: "core/groups/",
  size: "lg",
  defaults: { name: "", is_superuser: false, parents: [], roles: [], attributes: {} },
  items: [
    { kind: "text", name: "name", label: "Name", isRequired: true },
    {
      kind: "switch",
      name: "is_superuser",
      label: "Superuser privileges",
      help: "Members may do everything in this console and in the API.",
    },
    {
      kind: "many",
      name: "parents",
      label: "Parents",
      source: { ...GROUPS, empty: "There is no other group." },
      help: "Members of this group count as members of its parents too.",
    },
    { kind: "many", name: "roles", label: "Roles", source: ROLES },
    {
      kind: "attributes",
      name: "attributes",
      label: "Attributes",
      help: "Members get them, unless they have their own. YAML or JSON.",
    },
  ],
  toBody: ({ roles, ...body }) => ({ ...body, ...(Array.isArray(roles) ? { roles } : {}) }),
};
