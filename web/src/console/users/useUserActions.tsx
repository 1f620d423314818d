/** What can be done to an account, wherever it is shown: set password, recovery link, impersonate, deactivate, edit. */
import { type ReactNode, useState } from "react";
import { AlertDialog, CopyField, Dialog, TextField } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useMe, useObject } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { SetPasswordForm } from "./SetPasswordForm.tsx";
import { UserForm } from "./UserForm.tsx";

type Open =
  | { kind: "edit" | "password" | "deactivate" | "impersonate"; user: User }
  | { kind: "link"; link: string; user: User };

export interface UserActions {
  edit: (user: User) => void;
  setPassword: (user: User) => void;
  recoveryLink: (user: User) => void;
  impersonate: (user: User) => void;
  /** Asks first before it deactivates; activates at once. */
  setActive: (user: User, isActive: boolean) => void;
  /** Nobody deactivates or impersonates themselves. */
  isMe: (user: User) => boolean;
  mayImpersonate: boolean;
  /** The open dialog, to be drawn once. */
  dialogs: ReactNode;
}

export function useUserActions(): UserActions {
  const [open, setOpen] = useState<Open | null>(null);
  const { data: me } = useMe();
  const { data: settings } = useObject<{ impersonation?: boolean }>("admin/settings/");
  const close = () => setOpen(null);
  const activate = useAction(
    ({ user, on }: { user: User; on: boolean }) => patch<User>(`core/users/${user.pk}/`, { is_active: on }),
    { done: (_, { user, on }) => `${user.username} is ${on ? "active" : "inactive"}` },
  );
  const recovery = useAction((user: User) => post<{ link: string }>(`core/users/${user.pk}/recovery/`));
  return {
    edit: (user) => setOpen({ kind: "edit", user }),
    setPassword: (user) => setOpen({ kind: "password", user }),
    impersonate: (user) => setOpen({ kind: "impersonate", user }),
    setActive: (user, on) => (on ? activate.mutate({ user, on }) : setOpen({ kind: "deactivate", user })),
    recoveryLink: (user) =>
      recovery.mutate(user, { onSuccess: ({ link }) => setOpen({ kind: "link", user, link }) }),
    isMe: (user) => me?.user.pk === user.pk,
    mayImpersonate: settings?.impersonation !== false,
    dialogs: (
      <>
        {open?.kind === "edit" && <UserForm user={open.user} onClose={close} />}
        {open?.kind === "password" && <SetPasswordForm user={open.user} onClose={close} />}
        {open?.kind === "impersonate" && <Impersonate user={open.user} onClose={close} />}
        {open?.kind === "link" && (
          <Dialog title={`Recovery link for ${open.user.username}`} isOpen isDismissable onClose={close}>
            <CopyField
              label="Link"
              value={absolute(open.link)}
              description="Whoever opens it signs in as this user and sets a new password. It works once, for a short time: send it over a safe way."
            />
          </Dialog>
        )}
        {open?.kind === "deactivate" && (
          <AlertDialog
            title={`Deactivate ${open.user.username}?`}
            isOpen
            onClose={close}
            confirmLabel="Deactivate"
            isDestructive
            onConfirm={() => activate.mutateAsync({ user: open.user, on: false })}
          >
            All sessions and tokens of this user end at once. The user can be activated again later.
          </AlertDialog>
        )}
      </>
    ),
  };
}

const absolute = (link: string) => new URL(link, window.location.origin).toString();

function Impersonate({ user, onClose }: { user: User; onClose: () => void }) {
  const save = useAction((reason: string) => post(`core/users/${user.pk}/impersonate/`, { reason }), {
    silent: true,
  });
  const form = useForm({
    initial: { reason: "" },
    check: (values) => ({ reason: values.reason.trim() ? undefined : "Say why: it stands in the log." }),
    send: (values) => save.mutateAsync(values.reason.trim()),
  });
  return (
    <FormDialog
      title={`Impersonate ${user.username}`}
      description="You see and do what this user sees and can do, until you stop it. The log holds both names."
      isOpen
      onClose={onClose}
      onDone={() => window.location.assign("/if/user/")}
      form={form}
      submitLabel="Impersonate"
      size="sm"
    >
      <TextField label="Reason" isRequired autoFocus autoComplete="off" {...form.text("reason")} />
    </FormDialog>
  );
}
