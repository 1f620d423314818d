/** Creating a provider by itself, or editing one. */
import { useState } from "react";
import { Dialog, Spinner } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { OAuth2Provider } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { type Errors, useForm } from "../form/useForm.ts";
import { ProviderFields } from "./ProviderFields.tsx";
import {
  checkProvider,
  fromProvider,
  newProvider,
  type ProviderChoices,
  type ProviderErrors,
  type ProviderValues,
  toProviderBody,
} from "./providerValues.ts";
import { useProviderChoices } from "./useProviderChoices.ts";

interface ProviderFormProps {
  provider?: OAuth2Provider;
  onClose: () => void;
  onCreated?: (provider: OAuth2Provider) => void;
}

export function ProviderForm(props: ProviderFormProps) {
  const { data: choices } = useProviderChoices();
  if (choices) return <Loaded {...props} choices={choices} />;
  return (
    <Dialog title="Provider" isOpen onClose={props.onClose} size="lg">
      <Spinner size="lg" />
    </Dialog>
  );
}

function Loaded({ provider, onClose, onCreated, choices }: ProviderFormProps & { choices: ProviderChoices }) {
  const [initial] = useState(() => (provider ? fromProvider(provider) : newProvider(choices)));
  const save = useAction(
    (values: ProviderValues) => {
      const body = provider ? toProviderBody(values, initial) : toProviderBody(values);
      return provider
        ? patch<OAuth2Provider>(`providers/oauth2/${provider.pk}/`, body)
        : post<OAuth2Provider>("providers/oauth2/", body);
    },
    { done: (_, values) => `“${values.name}” ${provider ? "saved" : "created"}`, silent: true },
  );
  const form = useForm<ProviderValues>({
    initial,
    check: (values) => checkProvider(values) as Errors<ProviderValues>,
    send: async (values) => {
      const saved = await save.mutateAsync(values);
      onCreated?.(saved);
    },
  });
  return (
    <FormDialog
      title={provider ? `Edit ${provider.name}` : "New Provider: OAuth2/OpenID Connect"}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel={provider ? "Save" : "Finish"}
      size="lg"
    >
      <ProviderFields
        values={form.values}
        errors={form.errors as ProviderErrors}
        onChange={form.merge}
        isEditing={provider !== undefined && !provider.client_secret}
      />
    </FormDialog>
  );
}
