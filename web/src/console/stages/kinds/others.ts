/** Stages that stop or lead elsewhere. */
import type { FieldSpec } from "../../form/spec.ts";
import type { Kind } from "../../resource/kinds.ts";
import { flow, form } from "./common.ts";

export const OTHERS: readonly Kind[] = [
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
