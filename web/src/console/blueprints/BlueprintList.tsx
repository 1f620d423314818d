/** Blueprints: files and texts that say what should be here, applied by themselves or by hand. */
import { useState } from "react";
import { Badge, Banner, Button, IconButton, notify, type Tone } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import { formatInstant, readable } from "../format.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { Properties, Stack } from "../shell/Page.tsx";
import { type Blueprint, type BlueprintFile, blueprintForm } from "./blueprintForm.tsx";
import { ImportBlueprint } from "./ImportBlueprint.tsx";
import { Messages } from "./ImportResult.tsx";

const TONES: Record<Blueprint["status"], Tone> = {
  successful: "ok",
  warning: "warn",
  error: "danger",
  orphaned: "warn",
  unknown: "neutral",
};

export function BlueprintList() {
  const [importing, setImporting] = useState(false);
  const files = useObject<BlueprintFile[]>("managed/blueprints/available/");
  const apply = useAction((blueprint: Blueprint) =>
    post<Blueprint>(`managed/blueprints/${blueprint.pk}/apply/`),
  );
  const spec: ResourceSpec<Blueprint> = {
    title: "Blueprints",
    noun: "Blueprint",
    description: "Files and texts that say which users, applications, flows and policies should be here.",
    icon: "file",
    path: "managed/blueprints/",
    name: (blueprint) => blueprint.name,
    ordering: "name",
    form: blueprintForm(files.data ?? []),
    lesson:
      "A blueprint describes objects in YAML. Keep one here or in the server’s folder to apply it again whenever it changes, or import one once.",
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (blueprint) => (
          <NameCell name={blueprint.name} note={blueprint.path || blueprint.metadata?.name} />
        ),
      },
      {
        id: "status",
        label: "Status",
        sortable: true,
        cell: (blueprint) => <Badge tone={TONES[blueprint.status]}>{readable(blueprint.status)}</Badge>,
      },
      {
        id: "last_applied",
        label: "Last applied",
        sortable: true,
        hideWhenNarrow: true,
        cell: (blueprint) => formatInstant(blueprint.last_applied),
      },
      {
        id: "enabled",
        label: "Enabled",
        sortable: true,
        hideWhenNarrow: true,
        cell: (blueprint) => (blueprint.enabled ? <Badge tone="ok">Yes</Badge> : <Badge>No</Badge>),
      },
    ],
    detail: (blueprint) => <Detail blueprint={blueprint} />,
    actions: (blueprint) => (
      <IconButton
        icon="play"
        size="sm"
        label={`Apply ${blueprint.name}`}
        tooltip="Apply"
        isDisabled={apply.isPending}
        onPress={() => apply.mutate(blueprint, { onSuccess: tell })}
      />
    ),
  };
  return (
    <ResourcePage
      spec={spec}
      actions={
        <Button icon="import" onPress={() => setImporting(true)}>
          Import
        </Button>
      }
    >
      {importing && <ImportBlueprint onClose={() => setImporting(false)} />}
    </ResourcePage>
  );
}

function tell(blueprint: Blueprint): void {
  const isApplied = blueprint.status === "successful" || blueprint.status === "warning";
  const description = blueprint.messages?.[0];
  notify({
    kind: isApplied ? "success" : "error",
    title: isApplied ? `${blueprint.name} applied` : `${blueprint.name} could not be applied`,
    ...(description ? { description } : {}),
  });
}

function Detail({ blueprint }: { blueprint: Blueprint }) {
  const messages = blueprint.messages ?? [];
  const isBroken = blueprint.status === "error";
  return (
    <Stack>
      {messages.length > 0 && (
        <Banner
          kind={isBroken ? "danger" : "warn"}
          title={isBroken ? "It was not applied; nothing was changed" : "Applied, with remarks"}
        >
          <Messages messages={messages} />
        </Banner>
      )}
      <Properties
        items={[
          ["Source", blueprint.path || "A text that is kept here"],
          ["Last applied", formatInstant(blueprint.last_applied)],
          ["Models", blueprint.managed_models?.join(", ")],
        ]}
      />
    </Stack>
  );
}
