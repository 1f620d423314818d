/** Notification transports: the ways on which rules tell people something. */
import { IconButton, notify } from "../../ui/index.ts";
import { post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { ResourcePage, type ResourceSpec } from "../resource/ResourcePage.tsx";
import { NameCell } from "../shell/NameCell.tsx";
import { MODES, TRANSPORT_FORM, type Transport } from "./transportForm.ts";

export function TransportList() {
  const test = useAction((transport: Transport) =>
    post<{ messages: string[] }>(`events/transports/${transport.pk}/test/`),
  );
  const spec: ResourceSpec<Transport> = {
    title: "Notification Transports",
    noun: "Notification Transport",
    description: "The ways on which notification rules tell people something.",
    icon: "envelope",
    path: "events/transports/",
    name: (transport) => transport.name,
    ordering: "name",
    form: TRANSPORT_FORM,
    lesson: "A transport shows notifications here, mails them, or posts them to a chat or another program.",
    columns: [
      {
        id: "name",
        label: "Name",
        sortable: true,
        cell: (transport) => <NameCell name={transport.name} />,
      },
      {
        id: "mode",
        label: "Mode",
        sortable: true,
        cell: (transport) =>
          MODES.find((mode) => mode.id === transport.mode)?.label ?? transport.mode_verbose ?? transport.mode,
      },
    ],
    actions: (transport) => (
      <IconButton
        icon="play"
        size="sm"
        label={`Test ${transport.name}`}
        tooltip="Send yourself an example"
        isDisabled={test.isPending}
        onPress={() =>
          test.mutate(transport, {
            onSuccess: ({ messages }) =>
              notify({
                kind: "success",
                title: `${transport.name} works`,
                description: messages.join(" "),
              }),
          })
        }
      />
    ),
  };
  return <ResourcePage spec={spec} />;
}
