/** An administrator sets somebody's password. */
import { PasswordField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";

export function SetPasswordForm({
  user,
  onClose,
}: {
  user: Pick<User, "pk" | "username">;
  onClose: () => void;
}) {
  const save = useAction((password: string) => post(`core/users/${user.pk}/set_password/`, { password }), {
    done: `Password of ${user.username} set`,
    silent: true,
  });
  const form = useForm({
    initial: { password: "", repeat: "" },
    check: (values) => ({
      password: values.password ? undefined : "Enter a password.",
      repeat: values.repeat === values.password ? undefined : "The passwords differ.",
    }),
    send: (values) => save.mutateAsync(values.password),
  });
  return (
    <FormDialog
      title={`Set password of ${user.username}`}
      description="The new password holds at once."
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Set password"
      size="sm"
    >
      <PasswordField
        label="New password"
        isRequired
        autoFocus
        autoComplete="new-password"
        {...form.text("password")}
      />
      <PasswordField
        label="Repeat password"
        isRequired
        autoComplete="new-password"
        {...form.text("repeat")}
      />
    </FormDialog>
  );
}
