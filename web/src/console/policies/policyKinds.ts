/** The kinds of policies and their forms (`policies/<kind>/`). */
import { EVENT_ACTIONS } from "../events/actions.ts";
import type { FieldSpec, FormSpec } from "../form/spec.ts";
import { readable } from "../format.ts";
import type { Kind } from "../resource/kinds.ts";
import { EXPRESSION_HELP } from "./expressionHelp.tsx";

const NAME: FieldSpec = { kind: "text", name: "name", label: "Name", isRequired: true };
const LOGGING: FieldSpec = {
  kind: "switch",
  name: "execution_logging",
  label: "Execution logging",
  help: "Write an event each time it is asked. Policies that fail are logged anyway.",
};

function form(
  path: string,
  noun: string,
  defaults: FormSpec["defaults"],
  items: FormSpec["items"],
  more: Partial<FormSpec> = {},
): FormSpec {
  return {
    noun,
    path: `policies/${path}/`,
    defaults: { name: "", execution_logging: false, ...defaults },
    items: [NAME, ...items, LOGGING],
    ...more,
  };
}

const count = (name: string, label: string): FieldSpec => ({ kind: "number", name, label, min: 0 });

export const POLICY_KINDS: readonly Kind[] = [
  {
    model: "expressionpolicy",
    label: "Expression Policy",
    description: "Any rule, written as an expression that is safe to evaluate.",
    icon: "code",
    form: form(
      "expression",
      "Policy",
      { expression: 'return ak_is_group_member(request.user, name="staff")' },
      [
        {
          kind: "code",
          name: "expression",
          label: "Expression",
          language: "python",
          isRequired: true,
          help: EXPRESSION_HELP,
        },
      ],
      { size: "lg" },
    ),
  },
  {
    model: "passwordpolicy",
    label: "Password Policy",
    description: "How long and how varied passwords are, how easily guessed, and whether they have leaked.",
    icon: "lock",
    form: form(
      "password",
      "Policy",
      {
        password_field: "password",
        check_static_rules: true,
        check_have_i_been_pwned: false,
        check_zxcvbn: false,
        length_min: 12,
        amount_uppercase: 0,
        amount_lowercase: 0,
        amount_digits: 0,
        amount_symbols: 0,
        symbol_charset: "!\\\"#$%&'()*+,-./:;<=>?@[]^_`{|}~ ",
        error_message: "",
        hibp_allowed_count: 0,
        zxcvbn_score_threshold: 2,
      },
      [
        {
          kind: "text",
          name: "password_field",
          label: "Password field",
          isRequired: true,
          mono: true,
          help: "The key of the prompt's field that is checked.",
        },
        { kind: "switch", name: "check_static_rules", label: "Check static rules" },
        {
          group: "Static rules",
          isOpen: true,
          items: [
            { row: [count("length_min", "Minimum length"), count("amount_digits", "Digits")] },
            {
              row: [
                count("amount_uppercase", "Uppercase letters"),
                count("amount_lowercase", "Lowercase letters"),
              ],
            },
            {
              row: [
                count("amount_symbols", "Symbols"),
                { kind: "text", name: "symbol_charset", label: "What counts as symbol", mono: true },
              ],
            },
            {
              kind: "text",
              name: "error_message",
              label: "Error message",
              help: "Shown when a rule is not kept.",
            },
          ],
        },
        {
          kind: "switch",
          name: "check_zxcvbn",
          label: "Check how easily it is guessed (zxcvbn)",
        },
        {
          kind: "number",
          name: "zxcvbn_score_threshold",
          label: "Score that is not enough",
          min: 0,
          max: 4,
          help: "A password passes above this score: 0 too guessable … 4 very unguessable.",
          when: (values) => Boolean(values.check_zxcvbn),
        },
        {
          kind: "switch",
          name: "check_have_i_been_pwned",
          label: "Check haveibeenpwned.com",
          help: "Five characters of the password's hash leave this server.",
        },
        {
          ...count("hibp_allowed_count", "Allowed count"),
          help: "How often a password may have been found in leaks.",
          when: (values) => Boolean(values.check_have_i_been_pwned),
        },
      ],
    ),
  },
  {
    model: "reputationpolicy",
    label: "Reputation Policy",
    description:
      "Passes for accounts and addresses with many failed sign-ins: bind it to what shall stop them.",
    icon: "target",
    form: form("reputation", "Policy", { check_ip: true, check_username: true, threshold: -5 }, [
      { kind: "switch", name: "check_ip", label: "Check IP" },
      { kind: "switch", name: "check_username", label: "Check Username" },
      {
        kind: "number",
        name: "threshold",
        label: "Threshold",
        help: "It passes when the score is this or lower. A failed sign-in counts −1, a successful one +1.",
      },
    ]),
  },
  {
    model: "eventmatcherpolicy",
    label: "Event Matcher Policy",
    description: "Passes for certain events: bind it to notification rules.",
    icon: "events",
    form: form(
      "event_matcher",
      "Policy",
      { action: "", client_ip: "", app: "", model: "", query: "" },
      [
        {
          kind: "select",
          name: "action",
          label: "Action",
          options: [
            { id: "", label: "Any" },
            ...EVENT_ACTIONS.map((action) => ({ id: action, label: readable(action) })),
          ],
        },
        { kind: "text", name: "client_ip", label: "Client IP", mono: true, help: "Exactly this address." },
        { kind: "text", name: "app", label: "App", mono: true, placeholder: "authentik_core" },
        { kind: "text", name: "model", label: "Model", mono: true, placeholder: "authentik_core.user" },
      ],
      {
        toBody: (body) => ({
          ...body,
          action: body.action || null,
          client_ip: body.client_ip || null,
          app: body.app || null,
          model: body.model || null,
          query: body.query || null,
        }),
      },
    ),
  },
  {
    model: "geoippolicy",
    label: "GeoIP Policy",
    description: "Where sign-ins come from: countries, networks, impossible travel.",
    icon: "map",
    form: form(
      "geoip",
      "Policy",
      {
        countries: [],
        asns: [],
        check_history_distance: false,
        history_max_distance_km: 100,
        distance_tolerance_km: 50,
        history_login_count: 5,
        check_impossible_travel: false,
        impossible_tolerance_km: 100,
      },
      [
        {
          kind: "text",
          name: "countries",
          label: "Countries",
          mono: true,
          placeholder: "DE, AT, CH",
          help: "Two-letter codes, separated by commas.",
        },
        { kind: "text", name: "asns", label: "Autonomous systems", mono: true, placeholder: "64512, 64513" },
        { kind: "switch", name: "check_history_distance", label: "Check distance to earlier sign-ins" },
        {
          row: [
            { ...count("history_max_distance_km", "Maximum distance"), unit: "km" } as FieldSpec,
            count("history_login_count", "Earlier sign-ins to look at"),
          ],
        },
        { kind: "switch", name: "check_impossible_travel", label: "Check impossible travel" },
        {
          row: [
            { ...count("distance_tolerance_km", "Distance tolerance"), unit: "km" } as FieldSpec,
            { ...count("impossible_tolerance_km", "Travel tolerance"), unit: "km" } as FieldSpec,
          ],
        },
      ],
      {
        toBody: (body) => ({
          ...body,
          countries: list(body.countries).map((code) => code.toUpperCase()),
          asns: list(body.asns).map(Number),
        }),
      },
    ),
  },
  {
    model: "passwordexpirypolicy",
    label: "Password Expiry Policy",
    description: "Passwords last so many days.",
    icon: "calendar",
    form: form("password_expiry", "Policy", { days: 365, deny_only: false }, [
      { kind: "number", name: "days", label: "Days until the password expires", min: 1, isRequired: true },
      {
        kind: "switch",
        name: "deny_only",
        label: "Only deny",
        help: "Deny, and do not set the password to an unusable one.",
      },
    ]),
  },
  {
    model: "uniquepasswordpolicy",
    label: "Password Uniqueness Policy",
    description: "A new password is none of the last ones.",
    icon: "history",
    form: form("unique_password", "Policy", { password_field: "password", num_historical_passwords: 3 }, [
      { kind: "text", name: "password_field", label: "Password field", mono: true, isRequired: true },
      { kind: "number", name: "num_historical_passwords", label: "Passwords to remember", min: 1 },
    ]),
  },
  {
    model: "networkpolicy",
    label: "Network Policy",
    description: "Passes for requests from certain networks.",
    icon: "http",
    form: form(
      "network",
      "Policy",
      { networks: [] },
      [
        {
          kind: "textarea",
          name: "networks",
          label: "Networks",
          mono: true,
          isRequired: true,
          placeholder: "10.0.0.0/8",
          help: "One per line.",
        },
      ],
      { toBody: (body) => ({ ...body, networks: list(body.networks) }) },
    ),
  },
  {
    model: "timepolicy",
    label: "Time Policy",
    description: "Passes on certain days of the week, between two times of the day.",
    icon: "timer",
    form: form(
      "time",
      "Policy",
      { days: ["0", "1", "2", "3", "4"], start: "08:00", end: "18:00", timezone: ownTimeZone() },
      [
        {
          kind: "checks",
          name: "days",
          label: "Days",
          options: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map(
            (label, day) => ({ value: String(day), label }),
          ),
        },
        {
          row: [
            { kind: "text", name: "start", label: "From", mono: true, placeholder: "08:00" },
            {
              kind: "text",
              name: "end",
              label: "To",
              mono: true,
              placeholder: "18:00",
              help: "Before the beginning: past midnight.",
            },
          ],
        },
        { kind: "text", name: "timezone", label: "Time zone", mono: true, placeholder: "Europe/Vienna" },
      ],
      { toBody: (body) => ({ ...body, days: (body.days as string[]).map(Number) }) },
    ),
  },
  {
    model: "dummypolicy",
    label: "Dummy Policy",
    description: "Gives a fixed result after a while, to try out the engine.",
    icon: "probe",
    isRare: true,
    form: form("dummy", "Policy", { result: false, wait_min: 0, wait_max: 0 }, [
      { kind: "switch", name: "result", label: "Passes" },
      {
        row: [
          { ...count("wait_min", "Wait at least"), unit: "s" } as FieldSpec,
          { ...count("wait_max", "Wait at most"), unit: "s" } as FieldSpec,
        ],
      },
    ]),
  },
];

/** What was typed with commas or lines between, or what the server gave as a list. */
function list(value: unknown): string[] {
  const parts = Array.isArray(value) ? value.map(String) : String(value ?? "").split(/[\s,]+/);
  return parts.filter(Boolean);
}

function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}
