/** What forms of stages have in common. */

import { flows } from "../../form/sources.ts";
import type { FieldSpec, FormSpec, Item } from "../../form/spec.ts";

const NAME: FieldSpec = { kind: "text", name: "name", label: "Name", isRequired: true };

export const form = (
  path: string,
  defaults: FormSpec["defaults"] = {},
  items: readonly Item[] = [],
): FormSpec => ({
  noun: "Stage",
  path: `stages/${path}/`,
  defaults: { name: "", ...defaults },
  items: [NAME, ...items],
});

export const flow = (name: string, label: string, designation?: string, help?: string): FieldSpec => ({
  kind: "one",
  name,
  label,
  source: flows(designation),
  ...(help ? { help } : {}),
});

export const CONFIGURE: readonly FieldSpec[] = [
  flow(
    "configure_flow",
    "Configuration flow",
    "stage_configuration",
    "With one, users can set this up by themselves.",
  ),
];

export const SETUP: readonly FieldSpec[] = [
  {
    kind: "text",
    name: "friendly_name",
    label: "Authenticator type name",
    help: "What users read where they set it up.",
  },
  ...CONFIGURE,
];
export const setup = { configure_flow: null, friendly_name: "" };

export const SMTP = {
  use_global_settings: true,
  host: "localhost",
  port: 25,
  username: "",
  password: "",
  use_tls: false,
  use_ssl: false,
  timeout: 10,
  from_address: "",
};

const ownServer = (values: Record<string, unknown>) => !values.use_global_settings;

export const SMTP_FIELDS: readonly Item[] = [
  { kind: "switch", name: "use_global_settings", label: "Use the mail server of the settings" },
  {
    row: [
      { kind: "text", name: "host", label: "SMTP host", when: ownServer },
      { kind: "number", name: "port", label: "SMTP port", min: 1, max: 65535, when: ownServer },
    ],
  },
  {
    row: [
      { kind: "text", name: "username", label: "SMTP username", when: ownServer },
      { kind: "secret", name: "password", label: "SMTP password", when: ownServer },
    ],
  },
  {
    row: [
      { kind: "switch", name: "use_tls", label: "STARTTLS", when: ownServer },
      { kind: "switch", name: "use_ssl", label: "TLS", when: ownServer },
    ],
  },
  { kind: "email", name: "from_address", label: "From address", when: ownServer },
];

export const VERIFICATION = [
  { id: "required", label: "Required" },
  { id: "preferred", label: "Preferred" },
  { id: "discouraged", label: "Discouraged" },
];
