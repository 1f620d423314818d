/** How notifications are delivered (`events/transports/`): fields by mode. */
import { NOTIFICATION_MAPPINGS } from "../form/sources.ts";
import type { FormSpec, Values } from "../form/spec.ts";

/** As `events/transports/` answers. */
export interface Transport {
  pk: string;
  name: string;
  mode: string;
  mode_verbose?: string;
  send_once?: boolean;
}

export const MODES = [
  { id: "local", label: "Local", note: "Shown under the bell of the console." },
  { id: "email", label: "Email", note: "Sent to the person’s e-mail address." },
  { id: "webhook", label: "Webhook (generic)", note: "Posted to an address as JSON." },
  { id: "webhook_slack", label: "Webhook (Slack/Discord)", note: "Posted as a Slack message." },
];

export const isWebhook = (values: Values): boolean => String(values.mode).startsWith("webhook");
const isEmail = (values: Values) => values.mode === "email";

export const TRANSPORT_FORM: FormSpec = {
  noun: "Notification Transport",
  path: "events/transports/",
  defaults: {
    name: "",
    mode: "local",
    webhook_url: "",
    webhook_mapping_body: null,
    webhook_mapping_headers: null,
    email_subject_prefix: "Wirelatch Notification: ",
    email_template: "email/event_notification.html",
    send_once: false,
  },
  items: [
    { kind: "text", name: "name", label: "Name", isRequired: true },
    {
      kind: "radio",
      name: "mode",
      label: "Mode",
      options: MODES.map(({ id, label, note }) => ({ value: id, label, description: note })),
    },
    {
      kind: "url",
      name: "webhook_url",
      label: "Webhook URL",
      isRequired: true,
      when: isWebhook,
      help: "It often is a secret by itself: only those who may change the transport read it.",
    },
    {
      kind: "one",
      name: "webhook_mapping_body",
      label: "Webhook body mapping",
      source: NOTIFICATION_MAPPINGS,
      when: (values) => values.mode === "webhook",
      help: "What is posted. With none, all facts of the notification.",
    },
    {
      kind: "one",
      name: "webhook_mapping_headers",
      label: "Webhook header mapping",
      source: NOTIFICATION_MAPPINGS,
      when: (values) => values.mode === "webhook",
      help: "Headers that are added, such as Authorization.",
    },
    { kind: "text", name: "email_subject_prefix", label: "Email subject prefix", when: isEmail },
    { kind: "text", name: "email_template", label: "Email template", mono: true, when: isEmail },
    {
      kind: "switch",
      name: "send_once",
      label: "Send once",
      help: "One message for an event, however many people the rule tells: for chat channels.",
    },
  ],
  // Other modes have no fixed ends: a blank before the subject is wanted.
  toBody: (body) => ({
    ...body,
    email_subject_prefix: body.email_subject_prefix ? `${String(body.email_subject_prefix).trim()} ` : "",
  }),
};
