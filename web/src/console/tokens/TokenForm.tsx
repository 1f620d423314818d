/** Creating a token; its key is shown once. */
import { useState } from "react";
import { t } from "../../i18n/index.ts";
import { CopyField, RadioGroup, Switch, TextField } from "../../ui/index.ts";
import { get, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Token } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { USERS } from "../form/sources.ts";
import { useForm } from "../form/useForm.ts";
import { slugError, toInstant, toLocal } from "../form/values.ts";
import { SecretDialog } from "../shell/SecretDialog.tsx";

export interface TokenFormProps {
  onClose: () => void;
  /** For the one who is signed in: no choice of user. */
  own?: boolean;
  intent?: Token["intent"];
}

export function TokenForm({ onClose, own = false, intent = "api" }: TokenFormProps) {
  const [created, setCreated] = useState<{ identifier: string; key: string } | null>(null);
  const create = useAction(
    async (body: object) => {
      const token = await post<Token & { key?: string }>("core/tokens/", body);
      // Like authentik, the key is asked for separately; a server may also give it with the answer.
      const key = token.key ?? (await get<{ key: string }>(`core/tokens/${token.identifier}/view_key/`)).key;
      return { identifier: token.identifier, key };
    },
    { silent: true },
  );
  const form = useForm({
    initial: {
      identifier: "",
      description: "",
      intent,
      user: null as number | null,
      expiring: true,
      expires: toLocal(new Date(Date.now() + 30 * 86_400_000)),
    },
    check: (values) => ({
      identifier: values.identifier ? slugError(values.identifier) : t("Enter an identifier."),
      user: own || values.user ? undefined : t("Choose whose token it is."),
      expires: values.expiring && !toInstant(values.expires) ? t("Enter a date and time.") : undefined,
    }),
    send: async ({ user, ...values }) =>
      setCreated(
        await create.mutateAsync({
          ...values,
          ...(own ? {} : { user }),
          expires: values.expiring ? toInstant(values.expires) : null,
        }),
      ),
  });
  if (created) {
    return (
      <SecretDialog
        title={t("Token {name} created", { name: created.identifier })}
        secret={t("key")}
        onClose={onClose}
      >
        <CopyField label={t("Key")} value={created.key} />
      </SecretDialog>
    );
  }
  return (
    <FormDialog
      title={intent === "app_password" ? t("New App password") : t("New Token")}
      isOpen
      onClose={onClose}
      // The dialog with the key follows.
      onDone={() => {}}
      form={form}
      submitLabel={t("Create")}
    >
      <TextField
        label={t("Identifier")}
        isRequired
        autoFocus
        autoComplete="off"
        mono
        description={t("Letters, digits, hyphens and underscores.")}
        {...form.text("identifier")}
      />
      {!own && (
        <RecordPicker
          label={t("User")}
          isRequired
          source={USERS}
          placeholder={t("Choose a user")}
          value={form.values.user === null ? "" : String(form.values.user)}
          onChange={(user) => form.set("user", user ? Number(user) : null)}
          errorMessage={form.errors.user}
          description={t("The token may do what this user may do.")}
        />
      )}
      {!own && (
        <RadioGroup
          label={t("Intent")}
          value={form.values.intent}
          onChange={(value) => form.set("intent", value as Token["intent"])}
          options={[
            { value: "api", label: t("API Token"), description: t("Used to access the API.") },
            {
              value: "app_password",
              label: t("App password"),
              description: t("Used in place of a password by programs."),
            },
          ]}
        />
      )}
      <TextField label={t("Description")} autoComplete="off" {...form.text("description")} />
      <Switch {...form.flag("expiring")}>{t("Expires")}</Switch>
      {form.values.expiring && (
        <TextField label={t("Expires on")} type={"datetime-local" as "text"} {...form.text("expires")} />
      )}
    </FormDialog>
  );
}
