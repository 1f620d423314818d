/** All policies: rules that bindings ask. */
import { useState } from "react";
import { Badge, Button, IconButton } from "../../ui/index.ts";
import { remove } from "../api/client.ts";
import type { Policy } from "../api/types.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { CreateOfKind, EditOfKind } from "../resource/KindDialogs.tsx";
import { kindOf } from "../resource/kinds.ts";
import { RowActions } from "../resource/ResourcePage.tsx";
import { useQueryValue } from "../router.ts";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, Page } from "../shell/Page.tsx";
import { POLICY_KINDS } from "./policyKinds.ts";
import { TestPolicy } from "./TestPolicy.tsx";

export function PolicyList() {
  const [create, setCreate] = useQueryValue("create");
  const [open, setOpen] = useState<{ kind: "edit" | "test"; policy: Policy } | null>(null);
  const button = (
    <Button variant="primary" icon="add" onPress={() => setCreate("1")}>
      New Policy
    </Button>
  );
  return (
    <Page
      title="Policies"
      description="Rules that decide who may use an application, which stage of a flow runs, which password is good enough."
      actions={button}
    >
      <Card flush>
        <ResourceTable<Policy>
          label="Policies"
          path="policies/all/"
          searchLabel="Search policies"
          ordering="name"
          id={(policy) => policy.pk}
          name={(policy) => policy.name}
          onOpen={(policy) => setOpen({ kind: "edit", policy })}
          onDelete={(policy) =>
            remove(`${kindOf(POLICY_KINDS, policy)?.form.path ?? "policies/all/"}${policy.pk}/`)
          }
          columns={[
            {
              id: "name",
              label: "Name",
              sortable: true,
              cell: (policy) => (
                <NameCell
                  name={policy.name}
                  note={
                    policy.bound_to
                      ? `Assigned to ${policy.bound_to} ${policy.bound_to === 1 ? "object" : "objects"}`
                      : undefined
                  }
                />
              ),
            },
            {
              id: "assigned",
              label: "In use",
              cell: (policy) =>
                policy.bound_to === 0 ? (
                  <Badge tone="warn" icon="warning">
                    Not assigned
                  </Badge>
                ) : (
                  <Badge tone="ok">Assigned</Badge>
                ),
            },
            { id: "type", label: "Type", cell: (policy) => policy.verbose_name ?? "–" },
            {
              id: "actions",
              label: "",
              align: "end",
              cell: (policy) => (
                <RowActions>
                  <IconButton
                    icon="play"
                    size="sm"
                    label={`Test ${policy.name}`}
                    tooltip="Test"
                    onPress={() => setOpen({ kind: "test", policy })}
                  />
                  <IconButton
                    icon="edit"
                    size="sm"
                    label={`Edit ${policy.name}`}
                    tooltip="Edit"
                    onPress={() => setOpen({ kind: "edit", policy })}
                  />
                </RowActions>
              ),
            },
          ]}
          empty={{
            icon: "shield",
            title: "No policies yet",
            text: "A policy answers yes or no. Bind one to an application to decide who may use it, or to a stage of a flow to decide when it runs.",
            actions: button,
          }}
        />
      </Card>
      {create && (
        <CreateOfKind
          title="New Policy"
          kinds={POLICY_KINDS}
          typesPath="policies/all/types/"
          onClose={() => setCreate("")}
        />
      )}
      {open?.kind === "edit" && (
        <EditOfKind kinds={POLICY_KINDS} record={open.policy} onClose={() => setOpen(null)} />
      )}
      {open?.kind === "test" && <TestPolicy policy={open.policy} onClose={() => setOpen(null)} />}
    </Page>
  );
}
