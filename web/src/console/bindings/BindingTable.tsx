/** Who an application is bound to; with nothing here, everybody may use it. */
import { useState } from "react";
import { Badge, Button } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Binding } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { BindingFields } from "./BindingFields.tsx";
import { type BindingValues, newBinding, toBindingBody } from "./bindingValues.ts";

/** The bound one's name. */
export function bindingName(binding: Binding): string {
  if (binding.group) return `Group ${binding.group_obj?.name ?? binding.group}`;
  if (binding.user) return `User ${binding.user_obj?.username ?? binding.user}`;
  if (binding.policy) return `Policy ${binding.policy_obj?.name ?? binding.policy}`;
  return "Deleted group or user";
}

export function BindingTable({ target }: { target: string }) {
  const [open, setOpen] = useState<Binding | "new" | null>(null);
  const actions = (
    <Button icon="add" onPress={() => setOpen("new")}>
      Bind group/user
    </Button>
  );
  return (
    <>
      <ResourceTable<Binding>
        label="Bindings"
        path="policies/bindings/"
        query={{ target }}
        embedded
        ordering="order"
        id={(binding) => binding.pk}
        name={bindingName}
        onOpen={setOpen}
        toolbar={actions}
        columns={[
          { id: "order", label: "Order", sortable: true, cell: (binding) => String(binding.order) },
          { id: "subject", label: "Group / User", isRowHeader: true, cell: bindingName },
          {
            id: "enabled",
            label: "Enabled",
            cell: (binding) => (
              <>
                {binding.enabled ? <Badge tone="ok">Enabled</Badge> : <Badge>Disabled</Badge>}{" "}
                {binding.negate && <Badge tone="warn">Negated</Badge>}
              </>
            ),
          },
          {
            id: "timeout",
            label: "Timeout",
            hideWhenNarrow: true,
            cell: (binding) => `${binding.timeout} s`,
          },
        ]}
        empty={{
          icon: "shield",
          title: "No bound groups or users",
          text: "Everybody who can sign in may use this application. Bind a group or user to limit it to them.",
        }}
      />
      {open && (
        <BindingForm
          target={target}
          {...(open === "new" ? {} : { binding: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function BindingForm({
  target,
  binding,
  onClose,
}: {
  target: string;
  binding?: Binding;
  onClose: () => void;
}) {
  const save = useAction(
    (values: BindingValues) =>
      binding
        ? patch(`policies/bindings/${binding.pk}/`, { ...toBindingBody(values), target })
        : post("policies/bindings/", { ...toBindingBody(values), target }),
    { done: "Binding saved", silent: true },
  );
  const form = useForm<BindingValues>({
    initial: binding
      ? {
          kind: binding.user ? "user" : "group",
          subject: String(binding.user ?? binding.group ?? ""),
          label: bindingName(binding),
          enabled: binding.enabled,
          negate: binding.negate,
          order: binding.order,
          timeout: binding.timeout,
          failure_result: binding.failure_result,
        }
      : newBinding([]),
    check: (values) => ({ subject: values.subject ? undefined : `Choose a ${values.kind}.` }),
    send: (values) => save.mutateAsync(values),
  });
  return (
    <FormDialog
      title={binding ? "Edit binding" : "Bind group/user"}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Save Binding"
    >
      <BindingFields values={form.values} error={form.errors.subject} onChange={form.merge} />
    </FormDialog>
  );
}
