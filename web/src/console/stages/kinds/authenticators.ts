/** Stages that set up second factors and passkeys. */
import type { Kind } from "../../resource/kinds.ts";
import { form, SETUP, SMTP, SMTP_FIELDS, setup, VERIFICATION } from "./common.ts";

export const AUTHENTICATORS: readonly Kind[] = [
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
];
