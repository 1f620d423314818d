/** The form of a user. */
import { GROUPS, ROLES } from "../form/sources.ts";
import type { FormSpec } from "../form/spec.ts";

export const USER_TYPES = [
  { value: "internal", label: "Internal", description: "Works here: sees My applications and settings." },
  {
    value: "external",
    label: "External",
    description: "A customer or guest, sent to the default application.",
  },
  { value: "service_account", label: "Service account", description: "A program." },
] as const;

export const USER_FORM: FormSpec = {
  noun: "User",
  path: "core/users/",
  size: "lg",
  defaults: {
    username: "",
    name: "",
    email: "",
    email_verified: false,
    type: "internal",
    path: "users",
    groups: [],
    roles: [],
    is_active: true,
    attributes: {},
  },
  items: [
    {
      row: [
        {
          kind: "text",
          name: "username",
          label: "Username",
          isRequired: true,
          help: "Letters, digits and @ . + - _",
        },
        {
          kind: "text",
          name: "name",
          label: "Name",
          isRequired: true,
          help: "The full name, as it is shown.",
        },
      ],
    },
    {
      row: [
        { kind: "email", name: "email", label: "Email" },
        { kind: "text", name: "path", label: "Path", mono: true, help: "The folder that the user is in." },
      ],
    },
    {
      kind: "switch",
      name: "email_verified",
      label: "Email is verified",
      help: "Applications are told so. Mark it only when you know that the address is this user's.",
      when: (values) => Boolean(values.email),
    },
    { kind: "radio", name: "type", label: "User type", options: USER_TYPES },
    { kind: "many", name: "groups", label: "Groups", source: GROUPS },
    {
      kind: "switch",
      name: "is_active",
      label: "Active",
      help: "An inactive user cannot sign in; open sessions and tokens end at once.",
    },
    {
      group: "Roles and attributes",
      items: [
        { kind: "many", name: "roles", label: "Roles", source: ROLES },
        {
          kind: "attributes",
          name: "attributes",
          label: "Attributes",
          help: "Anything else about the user, for policies and mappings. YAML or JSON.",
        },
      ],
    },
  ],
};
