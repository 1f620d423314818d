/** An administrator sets somebody's password. */
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { checkNewPassword, NewPasswordFields } from "../form/NewPassword.tsx";
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
    check: checkNewPassword,
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
      <NewPasswordFields text={form.text} autoFocus />
    </FormDialog>
  );
}
