/** Editing an application, or creating one for a provider that is already there. */
import { Select } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction, useChoices } from "../api/queries.ts";
import type { Application, Provider } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
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
  const providers = useChoices<Provider>("providers/all/", { ordering: "name" });
  const free = providers.filter(
    (provider) =>
      !provider.assigned_application_slug || provider.assigned_application_slug === application?.slug,
  );
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
      <Select
        label="Provider"
        options={[
          { id: "", label: "None" },
          ...free.map((provider) => ({ id: String(provider.pk), label: provider.name })),
        ]}
        value={form.values.provider}
        onChange={(key) => form.set("provider", String(key))}
        errorMessage={form.errors.provider}
        description="How users sign in to it. A provider serves one application."
      />
    </FormDialog>
  );
}
