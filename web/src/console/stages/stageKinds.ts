/** The kinds of stages and their forms (`stages/<kind>/`). */

import { flows, GROUPS, POLICIES, PROMPTS, SOURCES, STAGES, stagesOf } from "../form/sources.ts";
import type { FieldSpec, FormSpec, Item } from "../form/spec.ts";
import type { Kind } from "../resource/kinds.ts";

const NAME: FieldSpec = { kind: "text", name: "name", label: "Name", isRequired: true };

const form = (path: string, defaults: FormSpec["defaults"] = {}, items: readonly Item[] = []): FormSpec => ({
  noun: "Stage",
  path: `stages/${path}/`,
  defaults: { name: "", ...defaults },
  items: [NAME, ...items],
});

const flow = (name: string, label: string, designation?: string, help?: string): FieldSpec => ({
  kind: "one",
  name,
  label,
  source: flows(designation),
  ...(help ? { help } : {}),
});

const CONFIGURE: readonly FieldSpec[] = [
  flow(
    "configure_flow",
    "Configuration flow",
    "stage_configuration",
    "With one, users can set this up by themselves.",
  ),
];

const SETUP: readonly FieldSpec[] = [
  {
    kind: "text",
    name: "friendly_name",
    label: "Authenticator type name",
    help: "What users read where they set it up.",
  },
  ...CONFIGURE,
];
const setup = { configure_flow: null, friendly_name: "" };

const SMTP = {
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

const SMTP_FIELDS: readonly Item[] = [
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

const VERIFICATION = [
  { id: "required", label: "Required" },
  { id: "preferred", label: "Preferred" },
  { id: "discouraged", label: "Discouraged" },
];

export const STAGE_KINDS: readonly Kind[] = [
  {
    model: "identificationstage",
    label: "Identification Stage",
    description: "Asks who signs in; may ask for the password on the same page.",
    icon: "user",
    form: form(
      "identification",
      {
        user_fields: ["username", "email"],
        password_stage: null,
        webauthn_stage: null,
        case_insensitive_matching: true,
        show_matched_user: true,
        pretend_user_exists: true,
        enable_remember_me: false,
        sources: [],
        show_source_labels: false,
        passwordless_flow: null,
        enrollment_flow: null,
        recovery_flow: null,
      },
      [
        {
          kind: "checks",
          name: "user_fields",
          label: "User fields",
          options: [
            { value: "username", label: "Username" },
            { value: "email", label: "Email" },
            { value: "upn", label: "UPN" },
          ],
          help: "By which the user may name themselves. With none, only sources are shown.",
        },
        {
          kind: "one",
          name: "password_stage",
          label: "Password stage",
          source: stagesOf("password"),
          help: "With one, the password is asked on the same page.",
        },
        {
          kind: "one",
          name: "webauthn_stage",
          label: "Passkey stage",
          source: stagesOf("authenticator/validate"),
          help: "With one, the browser offers the user's passkeys in the username field.",
        },
        { kind: "switch", name: "case_insensitive_matching", label: "Case-insensitive matching" },
        {
          kind: "switch",
          name: "pretend_user_exists",
          label: "Pretend user exists",
          help: "An unknown name is not told from a wrong password.",
        },
        { kind: "switch", name: "show_matched_user", label: "Show matched user" },
        { kind: "switch", name: "enable_remember_me", label: "Remember the username on this device" },
        {
          group: "Sources",
          description: "Sign-in through other providers",
          items: [
            { kind: "many", name: "sources", label: "Sources", source: SOURCES },
            { kind: "switch", name: "show_source_labels", label: "Show labels of sources" },
          ],
        },
        {
          group: "Flows",
          description: "Passwordless, enrollment, recovery",
          items: [
            flow("passwordless_flow", "Passwordless flow", "authentication"),
            flow("enrollment_flow", "Enrollment flow", "enrollment"),
            flow("recovery_flow", "Recovery flow", "recovery"),
          ],
        },
      ],
    ),
  },
  {
    model: "passwordstage",
    label: "Password Stage",
    description: "Asks for the password.",
    icon: "lock",
    form: form(
      "password",
      {
        backends: ["authentik.core.auth.InbuiltBackend", "authentik.core.auth.TokenBackend"],
        configure_flow: null,
        failed_attempts_before_cancel: 5,
        allow_show_password: false,
      },
      [
        {
          kind: "checks",
          name: "backends",
          label: "Backends",
          options: [
            { value: "authentik.core.auth.InbuiltBackend", label: "User database and passwords" },
            { value: "authentik.core.auth.TokenBackend", label: "User database and app passwords" },
          ],
        },
        ...CONFIGURE,
        {
          kind: "number",
          name: "failed_attempts_before_cancel",
          label: "Failed attempts before cancel",
          min: 1,
        },
        { kind: "switch", name: "allow_show_password", label: "Offer to show the password" },
      ],
    ),
  },
  {
    model: "authenticatorvalidatestage",
    label: "Authenticator Validation Stage",
    description: "Asks for a second factor, or for a passkey in place of the password.",
    icon: "shield",
    form: form(
      "authenticator/validate",
      {
        device_classes: ["static", "totp", "webauthn"],
        last_auth_threshold: "seconds=0",
        not_configured_action: "skip",
        configuration_stages: [],
        webauthn_user_verification: "preferred",
      },
      [
        {
          kind: "checks",
          name: "device_classes",
          label: "Device classes",
          options: [
            { value: "webauthn", label: "WebAuthn authenticators and passkeys" },
            { value: "totp", label: "TOTP authenticators" },
            { value: "static", label: "Recovery codes" },
            { value: "email", label: "Codes by e-mail" },
          ],
        },
        {
          kind: "radio",
          name: "not_configured_action",
          label: "When the user has none",
          options: [
            { value: "skip", label: "Continue" },
            { value: "configure", label: "Let the user set one up" },
            { value: "deny", label: "Deny" },
          ],
        },
        {
          kind: "many",
          name: "configuration_stages",
          label: "Configuration stages",
          source: STAGES,
          help: "Stages that set one up, among which the user chooses.",
          when: (values) => values.not_configured_action === "configure",
        },
        {
          kind: "duration",
          name: "last_auth_threshold",
          label: "Do not ask again for",
          help: "seconds=0 asks at each sign-in.",
        },
        {
          kind: "select",
          name: "webauthn_user_verification",
          label: "WebAuthn user verification",
          options: VERIFICATION,
        },
      ],
    ),
  },
  {
    model: "consentstage",
    label: "Consent Stage",
    description: "Asks whether the application may have what it asks for.",
    icon: "check",
    form: form("consent", { mode: "always_require", consent_expire_in: "weeks=4" }, [
      {
        kind: "radio",
        name: "mode",
        label: "Mode",
        options: [
          { value: "always_require", label: "Always ask" },
          { value: "permanent", label: "Ask once" },
          { value: "expiring", label: "Ask again after a time" },
        ],
      },
      {
        kind: "duration",
        name: "consent_expire_in",
        label: "Consent expires in",
        when: (values) => values.mode === "expiring",
      },
    ]),
  },
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
    model: "userloginstage",
    label: "User Login Stage",
    description: "Opens the session.",
    icon: "sign-in",
    form: form(
      "user_login",
      {
        session_duration: "seconds=0",
        remember_me_offset: "seconds=0",
        remember_device: "days=30",
        network_binding: "no_binding",
        geoip_binding: "no_binding",
        terminate_other_sessions: false,
      },
      [
        {
          kind: "duration",
          name: "session_duration",
          label: "Session duration",
          help: "seconds=0: until the browser is closed.",
        },
        {
          kind: "duration",
          name: "remember_me_offset",
          label: "Stay signed in offset",
          help: "Above zero, users may choose to stay signed in, that much longer.",
        },
        { kind: "duration", name: "remember_device", label: "Remember device" },
        {
          kind: "select",
          name: "network_binding",
          label: "Network binding",
          options: [
            { id: "no_binding", label: "None" },
            { id: "bind_asn", label: "To the autonomous system" },
            { id: "bind_asn_network", label: "To autonomous system and network" },
            { id: "bind_asn_network_ip", label: "To the address" },
          ],
        },
        {
          kind: "switch",
          name: "terminate_other_sessions",
          label: "End other sessions",
          help: "The user's other sessions end with this sign-in.",
        },
      ],
    ),
  },
  {
    model: "userlogoutstage",
    label: "User Logout Stage",
    description: "Ends the session.",
    icon: "sign-out",
    form: form("user_logout"),
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
  {
    model: "captchastage",
    label: "Captcha Stage",
    description: "Tells people from programs, with a service of your choice.",
    icon: "eye",
    form: form(
      "captcha",
      {
        public_key: "",
        private_key: "",
        js_url: "https://www.recaptcha.net/recaptcha/api.js",
        api_url: "https://www.recaptcha.net/recaptcha/api/siteverify",
        interactive: false,
      },
      [
        { kind: "text", name: "public_key", label: "Public key", mono: true, isRequired: true },
        { kind: "secret", name: "private_key", label: "Private key", isRequired: true },
        { kind: "switch", name: "interactive", label: "Interactive" },
        { kind: "url", name: "js_url", label: "JavaScript URL" },
        { kind: "url", name: "api_url", label: "API URL" },
      ],
    ),
  },
  {
    model: "authenticatortotpstage",
    label: "TOTP Authenticator Setup Stage",
    description: "Sets up an authenticator app.",
    icon: "timer",
    form: form("authenticator/totp", { ...setup, digits: "6" }, [
      ...SETUP,
      {
        kind: "select",
        name: "digits",
        label: "Digits",
        options: [
          { id: "6", label: "6, what every app understands" },
          { id: "8", label: "8, not all apps understand it" },
        ],
      },
    ]),
  },
  {
    model: "authenticatorwebauthnstage",
    label: "WebAuthn Authenticator Setup Stage",
    description: "Sets up a passkey or a security key.",
    icon: "key",
    form: form(
      "authenticator/webauthn",
      {
        ...setup,
        user_verification: "preferred",
        resident_key_requirement: "preferred",
        authenticator_attachment: null,
        max_attempts: 0,
      },
      [
        ...SETUP,
        { kind: "select", name: "user_verification", label: "User verification", options: VERIFICATION },
        {
          kind: "select",
          name: "resident_key_requirement",
          label: "Resident key",
          options: VERIFICATION,
          help: "Needed for signing in without a username.",
        },
        {
          kind: "select",
          name: "authenticator_attachment",
          label: "Authenticator",
          options: [
            { id: "", label: "Any" },
            { id: "platform", label: "Of the device, such as Touch ID" },
            { id: "cross-platform", label: "A key that is plugged in" },
          ],
        },
      ],
    ),
  },
  {
    model: "authenticatorstaticstage",
    label: "Recovery Codes Setup Stage",
    description: "Gives codes that work once each.",
    icon: "events",
    form: form("authenticator/static", { ...setup, token_count: 6, token_length: 12 }, [
      ...SETUP,
      {
        row: [
          { kind: "number", name: "token_count", label: "Codes", min: 1 },
          { kind: "number", name: "token_length", label: "Length", min: 8, max: 100 },
        ],
      },
    ]),
  },
  {
    model: "authenticatoremailstage",
    label: "Email Authenticator Setup Stage",
    description: "Sets up codes by e-mail.",
    icon: "envelope",
    form: form(
      "authenticator/email",
      { ...setup, subject: "Your code", token_expiry: "minutes=30", ...SMTP },
      [
        ...SETUP,
        { kind: "text", name: "subject", label: "Subject" },
        { kind: "duration", name: "token_expiry", label: "Code expires in" },
        { group: "Mail server", items: SMTP_FIELDS },
      ],
    ),
  },
  {
    model: "redirectstage",
    label: "Redirect Stage",
    description: "Goes on elsewhere: at an address, or in another flow.",
    icon: "external",
    form: form("redirect", { mode: "static", target_static: "", target_flow: null, keep_context: true }, [
      {
        kind: "radio",
        name: "mode",
        label: "Mode",
        options: [
          { value: "static", label: "To an address" },
          { value: "flow", label: "To another flow" },
        ],
      },
      { kind: "url", name: "target_static", label: "Address", when: (values) => values.mode === "static" },
      { ...flow("target_flow", "Flow"), when: (values) => values.mode === "flow" } as FieldSpec,
      {
        kind: "switch",
        name: "keep_context",
        label: "Keep what the flow knows",
        when: (values) => values.mode === "flow",
      },
    ]),
  },
  {
    model: "denystage",
    label: "Deny Stage",
    description: "Stops everybody who comes to it: bind policies to it.",
    icon: "clear",
    form: form("deny", { deny_message: "" }, [{ kind: "text", name: "deny_message", label: "Message" }]),
  },
  {
    model: "dummystage",
    label: "Dummy Stage",
    description: "A page with a button, to try flows out.",
    icon: "probe",
    isRare: true,
    form: form("dummy", { throw_error: false }, [
      { kind: "switch", name: "throw_error", label: "Fail, to see what failing looks like" },
    ]),
  },
];
