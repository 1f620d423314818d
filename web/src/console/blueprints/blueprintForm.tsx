/** The form of a stored blueprint: a file of the server's folder, or a text of its own (`managed/blueprints/`). */
import { Select } from "../../ui/index.ts";
import type { FieldContext, FormSpec } from "../form/spec.ts";

/** As `managed/blueprints/` answers. */
export interface Blueprint {
  pk: string;
  name: string;
  path: string;
  content?: string;
  enabled: boolean;
  status: "successful" | "warning" | "error" | "orphaned" | "unknown";
  last_applied?: string | null;
  managed_models?: string[];
  messages?: string[];
  metadata?: { name?: string };
}

/** As `managed/blueprints/available/` answers. */
export interface BlueprintFile {
  path: string;
  meta?: { name?: string };
}

/** What stands for "no file": a choice needs a key. */
export const OWN = " own";

export function blueprintForm(files: readonly BlueprintFile[]): FormSpec {
  return {
    noun: "Blueprint",
    path: "managed/blueprints/",
    size: "lg",
    defaults: { name: "", path: "", content: "", context: {}, enabled: true },
    items: [
      { kind: "text", name: "name", label: "Name", isRequired: true },
      {
        kind: "custom",
        name: "path",
        label: "Source",
        render: (context) => <SourceField files={files} context={context} />,
      },
      {
        kind: "code",
        name: "content",
        label: "Content",
        language: "yaml",
        size: "lg",
        isRequired: true,
        when: (values) => !values.path,
        help: "Version 1 of authentik’s blueprints. It is applied with your rights.",
      },
      {
        kind: "switch",
        name: "enabled",
        label: "Enabled",
        help: "Of a file: it is applied by itself when the file changes.",
      },
      {
        group: "Additional settings",
        items: [
          {
            kind: "attributes",
            name: "context",
            label: "Context",
            help: "Values for its !Context tags. YAML or JSON.",
          },
        ],
      },
    ],
    toBody: (body) => (body.path ? { ...body, content: "" } : body),
  };
}

function SourceField({ files, context }: { files: readonly BlueprintFile[]; context: FieldContext }) {
  const path = String(context.values.path ?? "");
  const paths = files.map((file) => file.path);
  const known = path && !paths.includes(path) ? [path, ...paths] : paths;
  return (
    <Select
      label="Source"
      description={
        files.length === 0
          ? "The server’s folder of blueprints holds no files."
          : "A file of the server’s folder of blueprints, or a text that is kept here."
      }
      errorMessage={context.errors.path}
      options={[
        { id: OWN, label: "A text that is kept here" },
        ...known.map((each) => ({ id: each, label: each })),
      ]}
      value={path || OWN}
      onChange={(key) => context.set("path", key === OWN ? "" : String(key))}
    />
  );
}
