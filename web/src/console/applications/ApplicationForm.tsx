/** Editing an application, or creating one for a provider that is already there. */
import { patch, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Application } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { RecordPicker } from "../form/RecordPicker.tsx";
import { PROVIDERS } from "../form/sources.ts";
import { type Errors, useForm } from "../form/useForm.ts";
import { ApplicationFields } from "./ApplicationFields.tsx";
import {
  type ApplicationValues,
  checkApplication,
  fromApplication,
  toApplicationBody,
} from "./applicationValues.ts";

type Values = ApplicationValues & { provider: string };

export function ApplicationForm({
  application,
  onClose,
  onSaved,
}: {
  application?: Application;
  onClose: () => void;
  onSaved?: (application: Application) => void;
}) {
  const save = useAction(
    ({ provider, ...values }: Values) => {
      const body = { ...toApplicationBody(values), provider: provider ? Number(provider) : null };
      return application
        ? patch<Application>(`core/applications/${application.slug}/`, body)
        : post<Application>("core/applications/", body);
    },
    {
      done: (_, values) => `Application “${values.name}” ${application ? "saved" : "created"}`,
      silent: true,
    },
  );
  const form = useForm<Values>({
    initial: {
      ...fromApplication(application),
      provider: application?.provider ? String(application.provider) : "",
    },
    check: (values) => checkApplication(values) as Errors<Values>,
    send: async (values) => {
      const saved = await save.mutateAsync(values);
      onSaved?.(saved);
    },
  });
  return (
    <FormDialog
      title={application ? `Edit ${application.name}` : "New Application with existing provider"}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel={application ? "Save" : "Create Application"}
      size="lg"
    >
      <ApplicationFields
        values={form.values}
        errors={form.errors as Record<string, string>}
        onChange={form.merge}
        isNew={!application}
      />
      <RecordPicker
        label="Provider"
        source={PROVIDERS}
        value={form.values.provider}
        onChange={(provider) => form.set("provider", provider)}
        errorMessage={form.errors.provider}
        description="A provider belongs to one application."
      />
    </FormDialog>
  );
}
