/** Creating or editing a group. */
import { Switch, TextField } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useChoices } from "../api/queries.ts";
import type { Group } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { PickMany } from "../form/PickMany.tsx";
import { useForm } from "../form/useForm.ts";

export function GroupForm({ group, onClose }: { group?: Group; onClose: () => void }) {
  const groups = useChoices<Group>("core/groups/", { ordering: "name" });
  const save = useAction(
    (values: { name: string; is_superuser: boolean; parents: string[] }) =>
      group ? patch<Group>(`core/groups/${group.pk}/`, values) : post<Group>("core/groups/", values),
    { done: (_, values) => `Group “${values.name}” ${group ? "saved" : "created"}`, silent: true },
  );
  const form = useForm({
    initial: {
      name: group?.name ?? "",
      is_superuser: group?.is_superuser ?? false,
      parents: group?.parents ?? [],
    },
    check: (values) => ({ name: values.name.trim() ? undefined : "Enter a name." }),
    send: (values) => save.mutateAsync(values),
  });
  return (
    <FormDialog
      title={group ? `Edit ${group.name}` : "New Group"}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel={group ? "Save" : "Create Group"}
    >
      <TextField label="Name" isRequired autoFocus={!group} autoComplete="off" {...form.text("name")} />
      <Switch
        {...form.flag("is_superuser")}
        description="Members may do everything in this console and in the API."
      >
        Superuser privileges
      </Switch>
      <PickMany
        label="Parents"
        description="Members of this group count as members of its parents too."
        value={form.values.parents}
        onChange={(value) => form.set("parents", value)}
        choices={groups
          .filter((other) => other.pk !== group?.pk)
          .map((other) => ({ id: other.pk, label: other.name }))}
        emptyText="There is no other group."
      />
    </FormDialog>
  );
}
