/** Notification rules: which events tell whom, and on which ways. A rule's policies decide which events. */
import { Badge } from "../../ui/index.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { GROUPS, TRANSPORTS } from "../form/sources.ts";
import type { FormSpec } from "../form/spec.ts";
import { readable } from "../format.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { SEVERITY_TONES, type Severity } from "./severity.ts";

/** As `events/rules/` answers. */
interface Rule {
  pk: string;
  name: string;
  severity: Severity;
  destination_group?: string | null;
  destination_group_obj?: { pk: string; name: string } | null;
  destination_event_user?: boolean;
}

const FORM: FormSpec = {
  noun: "Notification Rule",
  path: "events/rules/",
  defaults: {
    name: "",
    transports: [],
    severity: "notice",
    destination_group: null,
    destination_event_user: false,
    policy_engine_mode: "any",
  },
  items: [
    { kind: "text", name: "name", label: "Name", isRequired: true },
    {
      kind: "one",
      name: "destination_group",
      label: "Group",
      source: GROUPS,
      help: "Its members are told. With no group, and without the switch below, the rule is off.",
    },
    {
      kind: "switch",
      name: "destination_event_user",
      label: "Send notification to event user",
      help: "Also whoever the event is about.",
    },
    {
      kind: "many",
      name: "transports",
      label: "Transports",
      source: TRANSPORTS,
      help: "On which people are told; with none, nobody is.",
    },
    {
      kind: "select",
      name: "severity",
      label: "Severity",
      options: [
        { id: "notice", label: "Notice" },
        { id: "warning", label: "Warning" },
        { id: "alert", label: "Alert" },
      ],
    },
    {
      kind: "select",
      name: "policy_engine_mode",
      label: "Policy engine mode",
      options: [
        { id: "any", label: "Any policy must pass" },
        { id: "all", label: "All policies must pass" },
      ],
    },
  ],
};

const isOn = (rule: Rule) => Boolean(rule.destination_group || rule.destination_event_user);

const SPEC: ResourceSpec<Rule> = {
  title: "Notification Rules",
  noun: "Notification Rule",
  description: "Which events tell whom. The policies bound to a rule decide which events those are.",
  icon: "bell",
  path: "events/rules/",
  name: (rule) => rule.name,
  ordering: "name",
  form: FORM,
  lesson:
    "A rule tells a group when something happens. Make one, then bind event matcher policies to it that say what.",
  columns: [
    {
      id: "enabled",
      label: "Enabled",
      cell: (rule) => (isOn(rule) ? <Badge tone="ok">Yes</Badge> : <Badge>No</Badge>),
    },
    {
      id: "name",
      label: "Name",
      sortable: true,
      isRowHeader: true,
      cell: (rule) => <NameCell name={rule.name} />,
    },
    {
      id: "severity",
      label: "Severity",
      sortable: true,
      cell: (rule) => <Badge tone={SEVERITY_TONES[rule.severity]}>{readable(rule.severity)}</Badge>,
    },
    {
      id: "destination_group",
      label: "Sent to group",
      cell: (rule) =>
        rule.destination_group_obj?.name ?? (rule.destination_event_user ? "The event’s user" : "–"),
    },
  ],
  detail: (rule) => (
    <BindingTable
      target={rule.pk}
      kinds={["policy"]}
      lesson="Without a policy the rule tells nobody anything. Bind an event matcher policy that says which events it is for."
    />
  ),
};

export const RuleList = () => <ResourcePage spec={SPEC} />;
