/** Stages that make, change and end accounts. */
import { GROUPS, POLICIES, PROMPTS } from "../../form/sources.ts";
import type { Kind } from "../../resource/kinds.ts";
import { form, SMTP, SMTP_FIELDS } from "./common.ts";

export const ACCOUNTS: readonly Kind[] = [
  {
    model: "promptstage",
    label: "Prompt Stage",
    description: "Asks for values: enrollment, user settings, terms of service.",
    icon: "keyboard",
    form: form("prompt/stages", { fields: [], validation_policies: [] }, [
      { kind: "many", name: "fields", label: "Fields", source: PROMPTS, isRequired: true },
      { kind: "many", name: "validation_policies", label: "Validation policies", source: POLICIES },
    ]),
  },
  {
    model: "userwritestage",
    label: "User Write Stage",
    description: "Saves what prompts asked for in the user, or in a new one.",
    icon: "edit",
    form: form(
      "user_write",
      {
        user_creation_mode: "create_when_required",
        create_users_as_inactive: true,
        create_users_group: null,
        user_type: "external",
        user_path_template: "",
      },
      [
        {
          kind: "radio",
          name: "user_creation_mode",
          label: "New users",
          options: [
            { value: "never_create", label: "Never create" },
            { value: "create_when_required", label: "Create when there is no user yet" },
            { value: "always_create", label: "Always create" },
          ],
        },
        { kind: "switch", name: "create_users_as_inactive", label: "Create users as inactive" },
        {
          kind: "select",
          name: "user_type",
          label: "User type",
          options: [
            { id: "internal", label: "Internal" },
            { id: "external", label: "External" },
            { id: "service_account", label: "Service account" },
          ],
        },
        {
          kind: "text",
          name: "user_path_template",
          label: "Path of new users",
          mono: true,
          placeholder: "users",
        },
        { kind: "one", name: "create_users_group", label: "Group of new users", source: GROUPS },
      ],
    ),
  },
  {
    model: "userdeletestage",
    label: "User Delete Stage",
    description: "Deletes the user who runs the flow.",
    icon: "trash",
    form: form("user_delete"),
  },
  {
    model: "invitationstage",
    label: "Invitation Stage",
    description: "Lets only those pass who have an invitation.",
    icon: "envelope",
    form: form("invitation/stages", { continue_flow_without_invitation: false }, [
      {
        kind: "switch",
        name: "continue_flow_without_invitation",
        label: "Continue without invitation",
      },
    ]),
  },
  {
    model: "emailstage",
    label: "Email Stage",
    description: "Sends a link by e-mail and waits until it is opened: recovery, verification.",
    icon: "envelope",
    form: form(
      "email",
      {
        subject: "Wirelatch",
        template: "email/password_reset.html",
        token_expiry: "minutes=30",
        activate_user_on_success: false,
        recovery_max_attempts: 5,
        recovery_cache_timeout: "minutes=5",
        ...SMTP,
      },
      [
        { kind: "text", name: "subject", label: "Subject", isRequired: true },
        {
          kind: "select",
          name: "template",
          label: "Template",
          options: [
            { id: "email/password_reset.html", label: "Password reset" },
            { id: "email/account_confirmation.html", label: "Account confirmation" },
          ],
        },
        { kind: "duration", name: "token_expiry", label: "Link expires in" },
        {
          kind: "switch",
          name: "activate_user_on_success",
          label: "Activate the user when the link is opened",
        },
        { group: "Mail server", items: SMTP_FIELDS },
      ],
    ),
  },
];
