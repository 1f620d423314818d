/** Which roles have permissions on one record; given and taken here. */
import { useState } from "react";
import { Badge, Button } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { PermissionEntry } from "../api/types.ts";
import { DualSelect } from "../form/DualSelect.tsx";
import { FormDialog } from "../form/FormDialog.tsx";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { ROLES } from "../form/sources.ts";
import { useForm } from "../form/useForm.ts";
import { ResourceTable } from "../list/ResourceTable.tsx";
import { Card } from "../shell/Page.tsx";
import { PERMISSIONS, permissionKey } from "./permissions.ts";

interface Assigned {
  role_pk: string;
  name: string;
  object_permissions: (PermissionEntry & { object_pk: string })[];
  model_permissions: PermissionEntry[];
}

/** `model` is the API's name: "authentik_core.application". */
export function ObjectPermissions({ model, pk }: { model: string; pk: string | number }) {
  const [assigning, setAssigning] = useState(false);
  return (
    <Card flush>
      <ResourceTable<Assigned>
        label="Roles with permissions on this object"
        path="rbac/permissions/assigned_by_roles/"
        query={{ model, object_pk: String(pk) }}
        embedded
        id={(assigned) => assigned.role_pk}
        name={(assigned) => assigned.name}
        href={(assigned) => `#/identity/roles/${assigned.role_pk}`}
        deleteLabel="Remove permissions of"
        // What holds for all of a kind is taken at the role.
        isFixed={(assigned) => assigned.object_permissions.length === 0}
        onDelete={(assigned) =>
          patch(`rbac/permissions/assigned_by_roles/${assigned.role_pk}/unassign/`, {
            permissions: assigned.object_permissions.map(permissionKey),
            model,
            object_pk: String(pk),
          })
        }
        toolbar={
          <Button icon="add" onPress={() => setAssigning(true)}>
            Assign to role
          </Button>
        }
        columns={[
          { id: "name", label: "Role", cell: (assigned) => assigned.name },
          {
            id: "object",
            label: "On this object",
            cell: (assigned) => <Codes permissions={assigned.object_permissions} />,
          },
          {
            id: "all",
            label: "On all of its kind",
            hideWhenNarrow: true,
            cell: (assigned) => <Codes permissions={assigned.model_permissions} />,
          },
        ]}
        empty={{
          icon: "unlock",
          title: "No role has permissions here",
          text: "Superusers may do everything. With a role, others may see or change just this object.",
        }}
      />
      {assigning && <Assign model={model} pk={String(pk)} onClose={() => setAssigning(false)} />}
    </Card>
  );
}

function Codes({ permissions }: { permissions: readonly PermissionEntry[] }) {
  if (permissions.length === 0) return "–";
  return permissions.map((permission) => (
    <span key={permission.codename}>
      <Badge>{permission.codename}</Badge>{" "}
    </span>
  ));
}

function Assign({ model, pk, onClose }: { model: string; pk: string; onClose: () => void }) {
  const save = useAction(
    ({ role, permissions }: { role: string; permissions: string[] }) =>
      post(`rbac/permissions/assigned_by_roles/${role}/assign/`, { permissions, model, object_pk: pk }),
    { done: "Permissions assigned", silent: true },
  );
  const form = useForm({
    initial: { role: "", permissions: [] as string[] },
    check: (values) => ({
      role: values.role ? undefined : "Choose a role.",
      permissions: values.permissions.length > 0 ? undefined : "Choose one.",
    }),
    send: (values) => save.mutateAsync(values),
  });
  const [app = "", name = ""] = model.split(".");
  return (
    <FormDialog
      title="Assign permissions on this object"
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Assign"
      size="lg"
    >
      <RecordPicker
        label="Role"
        isRequired
        source={ROLES}
        value={form.values.role}
        onChange={(value) => form.set("role", value)}
        errorMessage={form.errors.role}
      />
      <DualSelect
        label="Permissions"
        source={{
          ...PERMISSIONS,
          query: { ...PERMISSIONS.query, content_type__model: name, content_type__app_label: app },
        }}
        value={form.values.permissions}
        onChange={(value) => form.set("permissions", value)}
        errorMessage={form.errors.permissions}
      />
    </FormDialog>
  );
}
