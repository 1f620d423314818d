/** A user's authenticators, as the administrator sees them; removing one is for lost ones. */
import { useState } from "react";
import { AlertDialog, Banner, EmptyState, IconButton } from "../../ui/index.ts";
import { remove } from "../api/client.ts";
import { useAction, useObject } from "../api/queries.ts";
import type { Device, User } from "../api/types.ts";
import { formatAgo, formatInstant } from "../format.ts";
import { DataTable } from "../list/DataTable.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { PageSkeleton } from "../shell/Page.tsx";

/** The part of the API's address for a device, from its model. */
export function deviceKind(device: Device): string | null {
  const text = `${device.meta_model_name ?? ""} ${device.type ?? ""}`.toLowerCase();
  return ["webauthn", "totp", "static", "email", "sms", "duo"].find((kind) => text.includes(kind)) ?? null;
}

export function DeviceTable({ user }: { user: User }) {
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
