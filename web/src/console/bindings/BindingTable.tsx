/** What decides about something: the policies, groups and users bound to it, in their order. */
import { useState } from "react";
import { Badge, Button, IconButton } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useList } from "../api/queries.ts";
import type { Binding, Kinded } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { formatAgo } from "../format.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { POLICY_KINDS } from "../policies/policyKinds.ts";
import { CreateOfKind } from "../resource/KindDialogs.tsx";
import { BindingFields } from "./BindingFields.tsx";
import {
  type BindingKind,
  type BindingValues,
  bindingName,
  checkBinding,
  fromBinding,
  newBinding,
  toBindingBody,
} from "./bindingValues.ts";

export { bindingName } from "./bindingValues.ts";

export interface BindingTableProps {
  /** The key of what is decided about. */
  target: string;
  /** What may be bound: policies, groups and users unless given. */
  kinds?: readonly BindingKind[];
  /** Said while nothing is bound. */
  lesson?: string;
}

type Open = { kind: "edit"; binding: Binding } | { kind: "bind"; values: BindingValues } | { kind: "policy" };

/** "policy/group/user" */
const subjectsOf = (kinds: readonly BindingKind[]) =>
  ["policy", "group", "user"].filter((kind) => kinds.includes(kind as BindingKind)).join("/");

const ALL: readonly BindingKind[] = ["policy", "group", "user"];

export function BindingTable({ target, kinds = ALL, lesson }: BindingTableProps) {
  const [open, setOpen] = useState<Open | null>(null);
  const list = useList<Binding>("policies/bindings/", { target, page_size: 100, ordering: "order" });
  const orders = (list.data?.results ?? []).map((binding) => binding.order);
  const close = () => setOpen(null);
  const hasPolicies = kinds.includes("policy");
  const hasPeople = kinds.includes("group");
  const subjects = subjectsOf(kinds);
  const actions = (
    <>
      {hasPolicies && (
        <Button icon="add" onPress={() => setOpen({ kind: "policy" })}>
          Create and bind Policy
        </Button>
      )}
      <Button
        icon="link"
        variant="primary"
        onPress={() =>
          setOpen({ kind: "bind", values: newBinding(orders, kinds.includes("group") ? "group" : "policy") })
        }
      >
        {`Bind existing ${subjects}`}
      </Button>
    </>
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
        onOpen={(binding) => setOpen({ kind: "edit", binding })}
        toolbar={actions}
        columns={[
          { id: "order", label: "Order", sortable: true, cell: (binding) => String(binding.order) },
          {
            id: "subject",
            label: hasPeople ? (hasPolicies ? "Policy / Group / User" : "Group / User") : "Policy",
            isRowHeader: true,
            cell: bindingName,
          },
          { id: "enabled", label: "State", cell: (binding) => <State binding={binding} /> },
          {
            id: "timeout",
            label: "Timeout",
            hideWhenNarrow: true,
            cell: (binding) => `${binding.timeout} s`,
          },
          {
            id: "actions",
            label: "",
            align: "end",
            cell: (binding) => (
              <IconButton
                icon="edit"
                size="sm"
                label={`Edit binding of ${bindingName(binding)}`}
                tooltip="Edit"
                onPress={() => setOpen({ kind: "edit", binding })}
              />
            ),
          },
        ]}
        empty={{
          icon: "shield",
          title: hasPolicies ? "No bound policies." : "No bound groups or users",
          text:
            lesson ??
            "Everybody who can sign in may use this application. Bind a group, a user or a policy to limit it to them.",
        }}
      />
      {open?.kind === "edit" && (
        <BindingForm target={target} kinds={kinds} binding={open.binding} onClose={close} />
      )}
      {open?.kind === "bind" && (
        <BindingForm target={target} kinds={kinds} initial={open.values} onClose={close} />
      )}
      {open?.kind === "policy" && (
        <CreateOfKind
          title="Create and bind Policy"
          kinds={POLICY_KINDS}
          typesPath="policies/all/types/"
          onClose={() => setOpen((now) => (now?.kind === "policy" ? null : now))}
          onCreated={(policy: Kinded) =>
            setOpen({
              kind: "bind",
              values: { ...newBinding(orders, "policy"), subject: policy.pk, label: policy.name },
            })
          }
        />
      )}
    </>
  );
}

function State({ binding }: { binding: Binding }) {
  const isOver = binding.expires && new Date(binding.expires).valueOf() < Date.now();
  return (
    <>
      {binding.enabled ? <Badge tone="ok">Enabled</Badge> : <Badge>Disabled</Badge>}{" "}
      {binding.negate && <Badge tone="warn">Negated</Badge>}{" "}
      {binding.expires && (
        <Badge tone={isOver ? "danger" : "info"}>
          {isOver ? "Expired" : `Expires ${formatAgo(binding.expires)}`}
        </Badge>
      )}
    </>
  );
}

function BindingForm({
  target,
  binding,
  initial,
  kinds,
  onClose,
}: {
  target: string;
  binding?: Binding;
  initial?: BindingValues;
  kinds: readonly BindingKind[];
  onClose: () => void;
}) {
  const save = useAction(
    (values: BindingValues) => {
      // An expiry that was taken away has to be said.
      const body = {
        ...toBindingBody(values),
        target,
        ...(binding?.expires && !values.expiring ? { expires: null } : {}),
      };
      return binding ? patch(`policies/bindings/${binding.pk}/`, body) : post("policies/bindings/", body);
    },
    { done: "Binding saved", silent: true },
  );
  const form = useForm<BindingValues>({
    initial: binding ? fromBinding(binding) : (initial ?? newBinding([])),
    check: checkBinding,
    send: (values) => save.mutateAsync(values),
  });
  return (
    <FormDialog
      title={binding ? "Edit binding" : `Bind ${subjectsOf(kinds)}`}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Save Binding"
    >
      <BindingFields values={form.values} errors={form.errors} onChange={form.merge} kinds={kinds} />
    </FormDialog>
  );
}
