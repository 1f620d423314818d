/** The form of a flow, and the words for its designations. */
import type { FormSpec } from "../form/spec.ts";

export const DESIGNATIONS = [
  { id: "authentication", label: "Authentication", description: "Signing in" },
  { id: "authorization", label: "Authorization", description: "Going on to an application" },
  { id: "invalidation", label: "Invalidation", description: "Signing out" },
  { id: "enrollment", label: "Enrollment", description: "Making an account" },
  { id: "unenrollment", label: "Unenrollment", description: "Deleting one's account" },
  { id: "recovery", label: "Recovery", description: "After a forgotten password" },
  {
    id: "stage_configuration",
    label: "Stage configuration",
    description: "Changing password, settings, authenticators",
  },
] as const;

export const designationLabel = (id: string): string =>
  DESIGNATIONS.find((designation) => designation.id === id)?.label ?? id;

export const FLOW_FORM: FormSpec = {
  noun: "Flow",
  path: "flows/instances/",
  key: "slug",
  defaults: {
    name: "",
    title: "",
    slug: "",
    designation: "authentication",
    authentication: "none",
    denied_action: "message_continue",
    policy_engine_mode: "any",
    layout: "stacked",
    compatibility_mode: false,
    background: "",
  },
  items: [
    {
      row: [
        { kind: "text", name: "name", label: "Name", isRequired: true, help: "What it is called here." },
        {
          kind: "slug",
          name: "slug",
          from: "name",
          label: "Slug",
          isRequired: true,
          help: "Part of its address.",
        },
      ],
    },
    {
      kind: "text",
      name: "title",
      label: "Title",
      isRequired: true,
      help: "What users read. %(app)s and %(user)s are filled in.",
    },
    { kind: "select", name: "designation", label: "Designation", options: DESIGNATIONS, isRequired: true },
    {
      kind: "select",
      name: "authentication",
      label: "Authentication",
      options: [
        { id: "none", label: "No requirement" },
        { id: "require_authenticated", label: "Require authentication" },
        { id: "require_unauthenticated", label: "Require no authentication" },
        { id: "require_superuser", label: "Require superuser" },
        { id: "require_redirect", label: "Require being redirected from another flow" },
      ],
      help: "Who may run this flow.",
    },
    {
      group: "Behaviour",
      items: [
        {
          kind: "radio",
          name: "policy_engine_mode",
          label: "Policy engine mode",
          options: [
            { value: "any", label: "Any", description: "One binding that passes is enough." },
            { value: "all", label: "All", description: "Every binding must pass." },
          ],
        },
        {
          kind: "radio",
          name: "denied_action",
          label: "When access is denied",
          options: [
            { value: "message_continue", label: "Message, then continue where the user came from" },
            { value: "message", label: "Message" },
            { value: "continue", label: "Continue" },
          ],
        },
        {
          kind: "switch",
          name: "compatibility_mode",
          label: "Compatibility mode",
          help: "For password managers and old browsers.",
        },
      ],
    },
    {
      group: "Appearance",
      items: [
        {
          kind: "select",
          name: "layout",
          label: "Layout",
          options: [
            { id: "stacked", label: "Stacked" },
            { id: "content_left", label: "Content left" },
            { id: "content_right", label: "Content right" },
            { id: "sidebar_left", label: "Sidebar left" },
            { id: "sidebar_right", label: "Sidebar right" },
          ],
        },
        { kind: "text", name: "background", label: "Background", mono: true },
      ],
    },
  ],
};
