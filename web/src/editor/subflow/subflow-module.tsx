/** What makes a subflow a module that others can install: its metadata, as `package.json` has it. */

import type { FormScope } from "../../forms";
import { FormField } from "../../forms";
import { t } from "../../i18n";
import styles from "./subflow.module.css";

const LICENSES = [
  "none",
  "Apache-2.0",
  "BSD-3-Clause",
  "BSD-2-Clause",
  "GPL-2.0",
  "GPL-3.0",
  "MIT",
  "MPL-2.0",
  "CDDL-1.0",
  "EPL-2.0",
];
const MODULE = /^(?:@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/;
const VERSION = /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

export function SubflowModule({ scope }: { scope: FormScope }) {
  const meta = (scope.get("meta") ?? {}) as Record<string, unknown>;
  const own: FormScope = {
    get: (name) => meta[name] ?? "",
    set: (changes) => {
      const next = { ...meta, ...changes };
      // What is empty is left out, as Node-RED does.
      for (const [name, value] of Object.entries(next)) if (value === "") delete next[name];
      scope.set({ meta: next });
    },
  };
  const license = String(meta.license ?? "");
  const wrong = [
    meta.module && !MODULE.test(String(meta.module))
      ? t("A module's name has no blanks and no capitals.")
      : "",
    meta.version && !VERSION.test(String(meta.version)) ? t("A version is three numbers: 1.0.0") : "",
  ].filter(Boolean);
  return (
    <div className={styles.properties}>
      <p className={styles.hint}>
        {t("With these, the exported subflow can be made into a package whose node type it is.")}
      </p>
      <FormField
        scope={own}
        field={{ name: "module", widget: "text", label: t("Module"), placeholder: "node-red-contrib-…" }}
      />
      <FormField
        scope={own}
        field={{
          name: "type",
          widget: "text",
          label: t("Node type"),
          placeholder: String(scope.get("name") ?? ""),
        }}
      />
      <FormField
        scope={own}
        field={{ name: "version", widget: "text", label: t("Version"), placeholder: "x.y.z" }}
      />
      <FormField scope={own} field={{ name: "desc", widget: "text", label: t("Description") }} />
      <FormField
        scope={own}
        field={{
          name: "license",
          widget: "select",
          label: t("License"),
          other: t("another"),
          options: [
            { value: "", label: t("None") },
            ...LICENSES.filter((name) => name !== "none").map((name) => ({ value: name, label: name })),
            ...(license && !LICENSES.includes(license) ? [{ value: license, label: license }] : []),
          ],
        }}
      />
      <FormField
        scope={own}
        field={{
          name: "author",
          widget: "text",
          label: t("Author"),
          placeholder: t("Your Name <email@example.com>"),
        }}
      />
      <FormField
        scope={own}
        field={{
          name: "keywords",
          widget: "text",
          label: t("Keywords"),
          placeholder: t("Separated by commas"),
        }}
      />
      {wrong.map((text) => (
        <p key={text} className={styles.problem} role="alert">
          {text}
        </p>
      ))}
    </div>
  );
}
