/** Creating a user, with a first password, or editing one. */
import { PasswordField, RadioGroup, Switch, TextField } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useChoices } from "../api/queries.ts";
import type { Group, User, UserType } from "../api/types.ts";
import { FieldRow, FormDialog } from "../form/FormDialog.tsx";
import { PickMany } from "../form/PickMany.tsx";
import { useForm } from "../form/useForm.ts";

interface Values {
  username: string;
  name: string;
  email: string;
  is_active: boolean;
  type: UserType;
  groups: string[];
  password: string;
}

export function UserForm({ user, onClose }: { user?: User; onClose: () => void }) {
  const groups = useChoices<Group>("core/groups/", { ordering: "name" });
  const save = useAction(
    async ({ password, ...values }: Values) => {
      if (user) return patch<User>(`core/users/${user.pk}/`, values);
      const created = await post<User>("core/users/", { ...values, path: "users" });
      if (password) await post(`core/users/${created.pk}/set_password/`, { password });
      return created;
    },
    { done: (_, values) => `User “${values.username}” ${user ? "saved" : "created"}`, silent: true },
  );
  const form = useForm<Values>({
    initial: {
      username: user?.username ?? "",
      name: user?.name ?? "",
      email: user?.email ?? "",
      is_active: user?.is_active ?? true,
      type: user?.type ?? "internal",
      groups: user?.groups ?? [],
      password: "",
    },
    check: (values) => ({
      username: values.username.trim() ? undefined : "Enter a username.",
      name: values.name.trim() ? undefined : "Enter a name.",
    }),
    send: (values) => save.mutateAsync(values),
  });
  return (
    <FormDialog
      title={user ? `Edit ${user.username}` : "New User"}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel={user ? "Save" : "Create User"}
    >
      <FieldRow>
        <TextField
          label="Username"
          isRequired
          autoFocus={!user}
          autoComplete="off"
          {...form.text("username")}
        />
        <TextField
          label="Name"
          isRequired
          autoComplete="off"
          description="The full name, as it is shown."
          {...form.text("name")}
        />
      </FieldRow>
      <TextField label="Email" type="email" autoComplete="off" {...form.text("email")} />
      {!user && (
        <PasswordField
          label="Password"
          autoComplete="new-password"
          description="Left empty, the user cannot sign in until a password is set."
          {...form.text("password")}
        />
      )}
      <RadioGroup
        label="User type"
        orientation="horizontal"
        value={form.values.type}
        onChange={(type) => form.set("type", type as UserType)}
        options={[
          { value: "internal", label: "Internal" },
          { value: "external", label: "External" },
          { value: "service_account", label: "Service account" },
        ]}
      />
      <PickMany
        label="Groups"
        value={form.values.groups}
        onChange={(value) => form.set("groups", value)}
        choices={groups.map((group) => ({
          id: group.pk,
          label: group.name,
          description: group.is_superuser ? "Superuser privileges" : undefined,
        }))}
      />
      <Switch
        {...form.flag("is_active")}
        description="An inactive user cannot sign in; open sessions and tokens end at once."
      >
        Active
      </Switch>
    </FormDialog>
  );
}
