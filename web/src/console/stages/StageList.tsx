/** All stages: the steps that flows are made of. */
import { useState } from "react";
import { Button, IconButton } from "../../ui/index.ts";
import { remove } from "../api/client.ts";
import type { Stage } from "../api/types.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { CreateOfKind, EditOfKind } from "../resource/KindDialogs.tsx";
import { kindOf } from "../resource/kinds.ts";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { STAGE_KINDS } from "./stageKinds.ts";

export function StageList() {
  const [create, setCreate] = useQueryValue("create");
  const [edited, setEdited] = useState<Stage | null>(null);
  const button = (
    <Button variant="primary" icon="add" onPress={() => setCreate("1")}>
      New Stage
    </Button>
  );
  return (
    <Page
      title="Stages"
      description="The steps of flows: asking who it is, checking a password or passkey, opening the session."
      actions={button}
    >
      <Card flush>
        <ResourceTable<Stage>
          label="Stages"
          path="stages/all/"
          searchLabel="Search stages"
          ordering="name"
          id={(stage) => stage.pk}
          name={(stage) => stage.name}
          onOpen={setEdited}
          onDelete={(stage) =>
            remove(`${kindOf(STAGE_KINDS, stage)?.form.path ?? "stages/all/"}${stage.pk}/`)
          }
          columns={[
            {
              id: "name",
              label: "Name",
              sortable: true,
              cell: (stage) => <NameCell name={stage.name} note={stage.verbose_name} />,
            },
            {
              id: "flows",
              label: "Flows",
              cell: (stage) =>
                stage.flow_set && stage.flow_set.length > 0
                  ? stage.flow_set.map((flow, index) => (
                      <span key={flow.pk}>
                        {index > 0 && ", "}
                        <a href={`#/flow/flows/${flow.slug}`}>{flow.slug}</a>
                      </span>
                    ))
                  : "–",
            },
            {
              id: "actions",
              label: "",
              align: "end",
              cell: (stage) => (
                <IconButton
                  icon="edit"
                  size="sm"
                  label={`Edit ${stage.name}`}
                  tooltip="Edit"
                  onPress={() => setEdited(stage)}
                />
              ),
            },
          ]}
          empty={{
            icon: "batch",
            title: "No stages yet",
            text: "A stage is one step of a flow. Make one, then bind it to a flow.",
            actions: button,
          }}
        />
      </Card>
      {create && (
        <CreateOfKind
          title="New Stage"
          kinds={STAGE_KINDS}
          typesPath="stages/all/types/"
          onClose={() => setCreate("")}
        />
      )}
      {edited && <EditOfKind kinds={STAGE_KINDS} record={edited} onClose={() => setEdited(null)} />}
    </Page>
  );
}
