/** A user for a program: created together with its token, which is shown this once. */
import { useState } from "react";
import { CopyField, Switch, TextField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { toInstant, toLocal } from "../form/values.ts";
import { SecretDialog } from "../shell/SecretDialog.tsx";

interface Created {
  username: string;
  token: string;
}

export function ServiceAccountForm({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<Created | null>(null);
  const create = useAction((body: object) => post<Created>("core/users/service_account/", body), {
    silent: true,
  });
  const form = useForm({
    initial: {
      name: "",
      create_group: false,
      expiring: true,
      expires: toLocal(new Date(Date.now() + 360 * 86_400_000)),
    },
    check: (values) => ({ name: values.name.trim() ? undefined : "Enter a username." }),
    send: async (values) =>
      setCreated(
        await create.mutateAsync({ ...values, expires: values.expiring ? toInstant(values.expires) : null }),
      ),
  });
  if (created) {
    return (
      <SecretDialog title={`Service account ${created.username} created`} secret="token" onClose={onClose}>
        <CopyField label="Username" value={created.username} />
        <CopyField label="Token" value={created.token} secret />
      </SecretDialog>
    );
  }
  return (
    <FormDialog
      title="New Service account"
      description="A user for a program, with a token in place of a password."
      isOpen
      onClose={onClose}
      // The dialog with the token follows.
      onDone={() => {}}
      form={form}
      submitLabel="Create Service account"
    >
      <TextField label="Username" isRequired autoFocus autoComplete="off" {...form.text("name")} />
      <Switch
        {...form.flag("create_group")}
        description="Named like the account, with it as the only member."
      >
        Create a group
      </Switch>
      <Switch {...form.flag("expiring")}>The token expires</Switch>
      {form.values.expiring && (
        <TextField label="Expires on" type={"datetime-local" as "text"} {...form.text("expires")} />
      )}
    </FormDialog>
  );
}
