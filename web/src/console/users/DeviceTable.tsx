/** A user's authenticators, as the administrator sees them; removing one is for lost ones. */
import { useState } from "react";
import { AlertDialog, Banner, Button, EmptyState, IconButton } from "../../ui/index.ts";
import { post, remove } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { Device, User } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { DataTable } from "../list/DataTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { Card, PageSkeleton, Stack } from "../shell/Page.tsx";
import { TrustedBrowsers } from "./TrustedBrowsers.tsx";

/** The part of the API's address for a device, from its model. */
export function deviceKind(device: Device): string | null {
  const text = `${device.meta_model_name ?? ""} ${device.type ?? ""}`.toLowerCase();
  return ["webauthn", "totp", "static", "email", "sms", "duo"].find((kind) => text.includes(kind)) ?? null;
}

/** What an administrator does about a user's second factor. */
export function UserAuthenticators({ user }: { user: User }) {
  const [asking, setAsking] = useState(false);
  const reset = useAction(() => post(`core/users/${user.pk}/reset_authenticators/`), {
    done: `The MFA of ${user.username} was reset`,
  });
  return (
    <Stack>
      <Card
        title="MFA authenticators"
        flush
        actions={
          <Button size="sm" icon="refresh" onPress={() => setAsking(true)}>
            Reset MFA
          </Button>
        }
      >
        <DeviceTable user={user} />
      </Card>
      <TrustedBrowsers user={user.pk} />
      {asking && (
        <AlertDialog
          title={`Reset the MFA of ${user.username}?`}
          isOpen
          onClose={() => setAsking(false)}
          confirmLabel="Reset MFA"
          isDestructive
          onConfirm={() => reset.mutateAsync(undefined)}
        >
          All authenticators are removed and no browser is trusted any more. From then on the password alone
          may be enough, until a new one is set up. The user is told by e-mail.
        </AlertDialog>
      )}
    </Stack>
  );
}

function DeviceTable({ user }: { user: User }) {
  const query = useObject<Device[]>("authenticators/admin/all/", { user: user.pk });
  const [asked, setAsked] = useState<Device | null>(null);
  const del = useAction(
    (device: Device) =>
      remove(`authenticators/admin/${deviceKind(device)}/${encodeURIComponent(device.pk)}/`),
    { done: "Authenticator removed" },
  );
  if (query.error) return <Banner kind="danger">{query.error.message}</Banner>;
  if (!query.data) return <PageSkeleton />;
  if (query.data.length === 0) {
    return (
      <EmptyState icon="device" title="No authenticators">
        This user signs in with the password alone. Users set up authenticators in their settings.
      </EmptyState>
    );
  }
  return (
    <>
      <DataTable<Device>
        label="MFA authenticators"
        rows={query.data}
        id={(device) => `${device.meta_model_name}-${device.pk}`}
        name={(device) => device.name}
        ordering=""
        onOrder={() => undefined}
        columns={[
          {
            id: "name",
            label: "Name",
            cell: (device) => <NameCell name={device.name} note={device.extra_description} />,
          },
          { id: "type", label: "Type", cell: (device) => device.verbose_name ?? device.type ?? "–" },
          { id: "created", label: "Created", cell: (device) => formatInstant(device.created) },
          { id: "last_used", label: "Last used", cell: (device) => formatAgo(device.last_used) },
          {
            id: "actions",
            label: "",
            align: "end",
            cell: (device) => (
              <IconButton
                icon="trash"
                size="sm"
                label={`Remove ${device.name}`}
                isDisabled={deviceKind(device) === null}
                onPress={() => setAsked(device)}
              />
            ),
          },
        ]}
      />
      {asked && (
        <AlertDialog
          title={`Remove “${asked.name}”?`}
          isOpen
          onClose={() => setAsked(null)}
          confirmLabel="Remove"
          isDestructive
          onConfirm={() => del.mutateAsync(asked)}
        >
          {`${user.username} cannot sign in with it any more. With no other authenticator left, the password alone may be enough.`}
        </AlertDialog>
      )}
    </>
  );
}
