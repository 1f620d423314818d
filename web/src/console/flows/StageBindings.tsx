/** The stages of a flow in their order: moved up and down, expanded to the policies that decide whether each runs. */
import { useState } from "react";
import { Badge, Button, IconButton } from "../../ui/index.ts";
import { patch } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import type { Flow, FlowStageBinding, Kinded, Stage } from "../api/types.ts";
import { BindingTable } from "../bindings/BindingTable.tsx";
import { SpecForm } from "../form/SpecForm.tsx";
import { STAGES } from "../form/sources.ts";
import type { FormSpec, Values } from "../form/spec.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { CreateOfKind, EditOfKind } from "../resource/KindDialogs.tsx";
import { RowActions } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { STAGE_KINDS } from "../stages/stageKinds.ts";
import { type Move, moves } from "./order.ts";

const FORM: FormSpec = {
  noun: "Stage binding",
  path: "flows/bindings/",
  defaults: {
    stage: "",
    order: 0,
    evaluate_on_plan: false,
    re_evaluate_policies: true,
    invalid_response_action: "retry",
    policy_engine_mode: "any",
  },
  items: [
    { kind: "one", name: "stage", label: "Stage", source: STAGES, isRequired: true },
    { kind: "number", name: "order", label: "Order" },
    {
      group: "Conditions",
      description: "When its policies are asked, and what happens after a wrong answer",
      items: [
        {
          kind: "switch",
          name: "evaluate_on_plan",
          label: "Evaluate when the flow is planned",
          help: "Before the user is known.",
        },
        { kind: "switch", name: "re_evaluate_policies", label: "Evaluate when the stage is reached" },
        {
          kind: "radio",
          name: "invalid_response_action",
          label: "After an invalid response",
          options: [
            { value: "retry", label: "Ask again" },
            { value: "restart", label: "Restart the flow" },
            { value: "restart_with_context", label: "Restart the flow, keeping what it knows" },
          ],
        },
        {
          kind: "radio",
          name: "policy_engine_mode",
          label: "Policy engine mode",
          options: [
            { value: "any", label: "Any" },
            { value: "all", label: "All" },
          ],
        },
      ],
    },
  ],
};

type Open =
  | { kind: "create" }
  | { kind: "bind"; initial: Values }
  | { kind: "edit"; binding: FlowStageBinding }
  | { kind: "stage"; stage: Stage };

export function StageBindings({ flow }: { flow: Flow }) {
  const [open, setOpen] = useState<Open | null>(null);
  const query = { target: flow.pk };
  const all = useList<FlowStageBinding>("flows/bindings/", { ...query, ordering: "order", page_size: 100 });
  const rows = all.data?.results ?? [];
  const close = () => setOpen(null);
  const last = Math.max(0, ...rows.map((binding) => binding.order));
  const next = rows.length === 0 ? 10 : last + 10;
  const move = useAction(
    async (changes: Move[]) => {
      for (const change of changes) await patch(`flows/bindings/${change.pk}/`, { order: change.order });
    },
    { done: "Order saved" },
  );
  return (
    <>
      <ResourceTable<FlowStageBinding>
        label="Stage bindings"
        path="flows/bindings/"
        query={query}
        embedded
        ordering="order"
        id={(binding) => binding.pk}
        name={(binding) => binding.stage_obj?.name ?? binding.stage}
        deleteLabel="Unbind"
        detail={(binding) => (
          <BindingTable
            target={binding.policybindingmodel_ptr_id ?? binding.pk}
            lesson="This stage always runs. With bindings, it runs only when they pass, and is skipped otherwise."
          />
        )}
        toolbar={
          <>
            <Button icon="add" onPress={() => setOpen({ kind: "create" })}>
              Create and bind Stage
            </Button>
            <Button
              icon="link"
              variant="primary"
              onPress={() => setOpen({ kind: "bind", initial: { order: next } })}
            >
              Bind existing Stage
            </Button>
          </>
        }
        columns={[
          { id: "order", label: "Order", sortable: true, cell: (binding) => binding.order },
          {
            id: "stage",
            label: "Stage",
            isRowHeader: true,
            cell: (binding) => (
              <NameCell
                name={binding.stage_obj?.name ?? binding.stage}
                note={binding.stage_obj?.verbose_name}
              />
            ),
          },
          {
            id: "evaluation",
            label: "Conditions asked",
            hideWhenNarrow: true,
            cell: (binding) => (
              <>
                {binding.evaluate_on_plan && <Badge>On plan</Badge>}{" "}
                {binding.re_evaluate_policies && <Badge>At the stage</Badge>}
              </>
            ),
          },
          {
            id: "actions",
            label: "",
            align: "end",
            cell: (binding) => {
              const name = binding.stage_obj?.name ?? binding.stage;
              const index = rows.findIndex((row) => row.pk === binding.pk);
              return (
                <RowActions>
                  <IconButton
                    icon="arrow-up"
                    size="sm"
                    label={`Move ${name} up`}
                    tooltip="Move up"
                    isDisabled={index <= 0 || move.isPending}
                    onPress={() => move.mutate(moves(rows, index, -1))}
                  />
                  <IconButton
                    icon="arrow-down"
                    size="sm"
                    label={`Move ${name} down`}
                    tooltip="Move down"
                    isDisabled={index < 0 || index >= rows.length - 1 || move.isPending}
                    onPress={() => move.mutate(moves(rows, index, 1))}
                  />
                  {binding.stage_obj && (
                    <IconButton
                      icon="batch"
                      size="sm"
                      label={`Edit stage ${name}`}
                      tooltip="Edit Stage"
                      onPress={() => setOpen({ kind: "stage", stage: binding.stage_obj as Stage })}
                    />
                  )}
                  <IconButton
                    icon="edit"
                    size="sm"
                    label={`Edit binding of ${name}`}
                    tooltip="Edit Binding"
                    onPress={() => setOpen({ kind: "edit", binding })}
                  />
                </RowActions>
              );
            },
          },
        ]}
        empty={{
          icon: "batch",
          title: "No stages bound",
          text: "A flow runs its stages in their order. Bind an existing one, or create one here.",
        }}
      />
      {open?.kind === "create" && (
        <CreateOfKind
          title="Create and bind Stage"
          kinds={STAGE_KINDS}
          typesPath="stages/all/types/"
          onClose={() => setOpen((now) => (now?.kind === "create" ? null : now))}
          onCreated={(stage: Kinded) => setOpen({ kind: "bind", initial: { stage: stage.pk, order: next } })}
        />
      )}
      {open?.kind === "bind" && (
        <SpecForm
          spec={{ ...FORM, toBody: (body) => ({ ...body, target: flow.pk }) }}
          title="Bind Stage"
          submitLabel="Bind Stage"
          initial={open.initial}
          onClose={close}
        />
      )}
      {open?.kind === "edit" && (
        <SpecForm
          spec={{ ...FORM, toBody: (body) => ({ ...body, target: flow.pk }) }}
          record={open.binding}
          onClose={close}
        />
      )}
      {open?.kind === "stage" && <EditOfKind kinds={STAGE_KINDS} record={open.stage} onClose={close} />}
    </>
  );
}
