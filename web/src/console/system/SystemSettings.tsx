/** Settings of the installation that are kept in its database. */
import { useEffect, useId, useState } from "react";
import { Banner, Button } from "../../ui/index.ts";
import { patch } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import { FormBody } from "../form/FormDialog.tsx";
import { SpecFields } from "../form/SpecFields.tsx";
import { checkValues, type FormSpec, toBody, type Values, valuesOf } from "../form/spec.ts";
import { type Errors, toErrors } from "../form/useForm.ts";
import { Card, Loaded, Page } from "../shell/Page.tsx";
import { linksFromText, linksToText } from "./footerLinks.ts";
import { MailCard } from "./MailCard.tsx";

const FORM: FormSpec = {
  noun: "Settings",
  path: "admin/settings/",
  defaults: {
    avatars: "initials",
    default_user_change_name: true,
    default_user_change_email: false,
    default_user_change_username: false,
    event_retention: "days=365",
    reputation_lower_limit: -5,
    reputation_upper_limit: 5,
    impersonation: true,
    impersonation_require_reason: true,
    default_token_duration: "days=1",
    default_token_length: 60,
    pagination_default_page_size: 20,
    pagination_max_page_size: 100,
    footer_links: "",
  },
  items: [
    {
      group: "General",
      isOpen: true,
      items: [
        {
          kind: "text",
          name: "avatars",
          label: "Avatars",
          mono: true,
          help: "Tried one after the other: gravatar, initials, none, attributes.path, or an address.",
        },
        {
          kind: "textarea",
          name: "footer_links",
          label: "Footer links",
          placeholder: "Imprint https://company.example/imprint",
          help: "Below the sign-in pages: one a line, its name and then its address.",
        },
      ],
    },
    {
      group: "Users",
      isOpen: true,
      items: [
        { kind: "switch", name: "default_user_change_name", label: "Allow users to change name" },
        { kind: "switch", name: "default_user_change_email", label: "Allow users to change email" },
        { kind: "switch", name: "default_user_change_username", label: "Allow users to change username" },
        {
          kind: "switch",
          name: "impersonation",
          label: "Impersonation",
          help: "Administrators may act as other users.",
        },
        {
          kind: "switch",
          name: "impersonation_require_reason",
          label: "Require a reason for impersonation",
          when: (values) => Boolean(values.impersonation),
        },
      ],
    },
    {
      group: "Events and reputation",
      isOpen: true,
      items: [
        {
          kind: "duration",
          name: "event_retention",
          label: "Event retention",
          help: "How far back events are shown. The ledger itself keeps them (setting ledger_days).",
        },
        {
          row: [
            { kind: "number", name: "reputation_lower_limit", label: "Reputation: lower limit", max: 0 },
            { kind: "number", name: "reputation_upper_limit", label: "Reputation: upper limit", min: 0 },
          ],
        },
      ],
    },
    {
      group: "Tokens and lists",
      items: [
        {
          row: [
            { kind: "duration", name: "default_token_duration", label: "Default token duration" },
            { kind: "number", name: "default_token_length", label: "Default token length", min: 20 },
          ],
        },
        {
          row: [
            { kind: "number", name: "pagination_default_page_size", label: "Default page size", min: 1 },
            { kind: "number", name: "pagination_max_page_size", label: "Maximum page size", min: 1 },
          ],
        },
      ],
    },
  ],
};

export function SystemSettings() {
  const query = useObject<Values>("admin/settings/");
  return (
    <Page title="Settings" description="What holds for this whole installation.">
      <MailCard />
      <Loaded query={query}>{(settings) => <Form settings={settings} />}</Loaded>
    </Page>
  );
}

function Form({ settings }: { settings: Values }) {
  const id = useId();
  const [values, setValues] = useState<Values | null>(null);
  const [errors, setErrors] = useState<Errors<Values>>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once.
  useEffect(() => {
    void valuesOf(FORM, { ...settings, footer_links: "" }).then((read) =>
      setValues({ ...read, footer_links: linksToText(settings.footer_links) }),
    );
  }, []);
  const save = useAction((body: Values) => patch("admin/settings/", body), {
    done: "Settings saved",
    silent: true,
  });
  if (!values) return null;
  const form = {
    values,
    errors,
    pending: save.isPending,
    submit: async () => {
      const found = await checkValues(FORM, values, true);
      setErrors(found);
      if (Object.keys(found).length > 0) return false;
      try {
        const body = await toBody(FORM, values, true);
        await save.mutateAsync({ ...body, footer_links: linksFromText(String(values.footer_links)) });
        return true;
      } catch (error) {
        setErrors(toErrors(error, Object.keys(values)));
        return false;
      }
    },
    set: (() => undefined) as never,
    merge: () => undefined,
    text: (() => undefined) as never,
    flag: (() => undefined) as never,
  };
  return (
    <Card title="System settings">
      <FormBody id={id} form={form}>
        <SpecFields
          items={FORM.items}
          context={{
            values,
            errors: errors as Partial<Record<string, string>>,
            set: (name, value) => {
              setValues((now) => ({ ...now, [name]: value }));
              setErrors(({ [name]: _, ...kept }) => kept);
            },
            isEditing: true,
          }}
        />
        {Object.keys(errors).length > 0 && !errors[""] && (
          <Banner kind="danger">Not everything is in order.</Banner>
        )}
        <div>
          <Button variant="primary" type="submit" isPending={save.isPending}>
            Save
          </Button>
        </div>
      </FormBody>
    </Card>
  );
}
