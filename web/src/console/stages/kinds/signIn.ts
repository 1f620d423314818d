/** Stages of signing in and out. */
import { SOURCES, STAGES, stagesOf } from "../../form/sources.ts";
import type { Kind } from "../../resource/kinds.ts";
import { CONFIGURE, flow, form, VERIFICATION } from "./common.ts";

export const SIGN_IN: readonly Kind[] = [
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
            { id: "bind_asn_network", label: "To the network" },
            { id: "bind_asn_network_ip", label: "To the very address" },
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
];
