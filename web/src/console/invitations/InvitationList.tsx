/** Invitations: links with which people make their own account. */
import { useState } from "react";
import { Badge, CopyField, Dialog, IconButton, TextField } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import type { Invitation } from "../api/types.ts";
import { FormDialog } from "../form/FormDialog.tsx";
import { flows } from "../form/sources.ts";
import type { FormSpec } from "../form/spec.ts";
import { useForm } from "../form/useForm.ts";
import { formatInstant } from "../format.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";

const FORM: FormSpec = {
  noun: "Invitation",
  path: "stages/invitation/invitations/",
  defaults: {
    name: "",
    flow: null,
    expires: new Date(Date.now() + 2 * 86_400_000).toISOString(),
    fixed_data: {},
    single_use: true,
  },
  items: [
    {
      kind: "slug",
      name: "name",
      from: "",
      label: "Name",
      isRequired: true,
      help: "Lowercase letters, digits and hyphens.",
    },
    {
      kind: "one",
      name: "flow",
      label: "Flow",
      source: flows("enrollment"),
      isRequired: true,
      help: "The enrollment flow that it opens; it opens no other. The flow needs an invitation stage.",
    },
    { kind: "instant", name: "expires", label: "Expires", isRequired: true },
    { kind: "switch", name: "single_use", label: "Single use", help: "It is used up by the first account." },
    {
      kind: "attributes",
      name: "fixed_data",
      label: "Custom attributes",
      help: "Values that the new account starts with, such as email or name. YAML or JSON.",
    },
  ],
};

/** The address that the invited person opens. */
export function invitationLink(invitation: Invitation, origin: string): string | null {
  const slug = invitation.flow_obj?.slug;
  return slug ? `${origin}/if/flow/${slug}/?itoken=${invitation.pk}` : null;
}

export function InvitationList() {
  const [shown, setShown] = useState<Invitation | null>(null);
  const now = Date.now();
  const link = shown && invitationLink(shown, window.location.origin);
  const spec: ResourceSpec<Invitation> = {
    title: "Invitations",
    noun: "Invitation",
    description: "Links with which people make their own account.",
    icon: "envelope",
    path: "stages/invitation/invitations/",
    name: (invitation) => invitation.name,
    ordering: "-expires",
    form: FORM,
    // Its link is what one made it for.
    onCreated: setShown,
    lesson:
      "An invitation is a link to an enrollment flow that lets in only those who have it. Make one, and send its link.",
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (invitation) => <NameCell name={invitation.name} note={invitation.flow_obj?.slug} />,
      },
      {
        id: "created_by",
        label: "Created by",
        cell: (invitation) => invitation.created_by?.username ?? "–",
      },
      {
        id: "expires",
        label: "Expiry",
        sortable: true,
        cell: (invitation) =>
          invitation.expires && new Date(invitation.expires).valueOf() < now ? (
            <Badge tone="danger">Expired</Badge>
          ) : (
            formatInstant(invitation.expires)
          ),
      },
      {
        id: "single_use",
        label: "Single use",
        hideWhenNarrow: true,
        cell: (invitation) => (invitation.single_use ? "Yes" : "No"),
      },
    ],
    actions: (invitation) => (
      <IconButton
        icon="link"
        size="sm"
        label={`Link of ${invitation.name}`}
        tooltip="Copy link"
        onPress={() => setShown(invitation)}
      />
    ),
  };
  return (
    <ResourcePage spec={spec}>
      {shown &&
        (link ? (
          <SendLink invitation={shown} link={link} onClose={() => setShown(null)} />
        ) : (
          <Dialog title={`Link of ${shown.name}`} isOpen isDismissable onClose={() => setShown(null)}>
            This invitation is bound to no flow. Edit it and choose one.
          </Dialog>
        ))}
    </ResourcePage>
  );
}

function SendLink({
  invitation,
  link,
  onClose,
}: {
  invitation: Invitation;
  link: string;
  onClose: () => void;
}) {
  const send = useAction(
    (email_addresses: string[]) =>
      post(`stages/invitation/invitations/${invitation.pk}/send_email/`, { email_addresses }),
    { done: (_, to) => `Sent to ${to.join(", ")}`, silent: true },
  );
  const form = useForm({
    initial: { email_addresses: "" },
    check: (values) => ({ email_addresses: values.email_addresses.trim() ? undefined : "Enter an address." }),
    send: (values) => send.mutateAsync(values.email_addresses.split(/[\s,;]+/).filter(Boolean)),
  });
  return (
    <FormDialog
      title={`Link of ${invitation.name}`}
      isOpen
      onClose={onClose}
      form={form}
      submitLabel="Send by e-mail"
    >
      <CopyField label="Link" value={link} description="Whoever opens it can make an account." />
      <TextField
        label="Or send it to"
        inputMode="email"
        autoComplete="off"
        description="Several with commas between; each gets a message of their own."
        {...form.text("email_addresses")}
      />
    </FormDialog>
  );
}
