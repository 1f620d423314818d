/** A new client secret, shown once; the old one goes on working for a while, so that the application can follow. */
import { useState } from "react";
import { CopyField, TextField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { useForm } from "../form/useForm.ts";
import { durationError } from "../form/values.ts";
import { formatInstant } from "../format.ts";
import { SecretDialog } from "../shell/SecretDialog.tsx";

interface Rotated {
  client_secret: string;
  previous_expires: string | null;
}

export function RotateSecret({ provider, onClose }: { provider: OAuth2Provider; onClose: () => void }) {
  const [made, setMade] = useState<Rotated | null>(null);
  const rotate = useAction(
    (body: object) => post<Rotated>(`providers/oauth2/${provider.pk}/rotate_client_secret/`, body),
    { silent: true },
  );
  const form = useForm({
    initial: { overlap: "days=1" },
    check: (values) => ({ overlap: durationError(values.overlap) }),
    send: async (values) => setMade(await rotate.mutateAsync(values)),
  });
  if (made) {
    return (
      <SecretDialog title="New client secret" secret="secret" isShownAgain onClose={onClose}>
        <CopyField label="Client Secret" value={made.client_secret} secret />
        {made.previous_expires && <p>{`The old one works until ${formatInstant(made.previous_expires)}.`}</p>}
      </SecretDialog>
    );
  }
  return (
    <FormDialog
      title={`Rotate the client secret of ${provider.name}`}
      isOpen
      onClose={onClose}
      onDone={() => undefined}
      form={form}
      submitLabel="Rotate"
      size="sm"
    >
      <TextField
        label="The old one works for another"
        mono
        autoComplete="off"
        description="Time to change the application's settings, such as days=1. seconds=0 ends it at once."
        {...form.text("overlap")}
      />
    </FormDialog>
  );
}
