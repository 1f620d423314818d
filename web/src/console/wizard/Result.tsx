/** After Submit: the values that the application's own settings need. */
import { Banner, Button, Dialog } from "../../ui/index.ts";
import type { Application } from "../api/types.ts";
import { ClientValues } from "../providers/ClientValues.tsx";
import { navigate } from "../router.ts";
import { Stack } from "../shell/Page.tsx";

export function Result({
  application,
  secret,
  onClose,
}: {
  application: Application;
  secret: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      title="Your application has been saved"
      isOpen
      onClose={onClose}
      size="lg"
      footer={
        <>
          <Button onPress={() => navigate(`#/core/applications/${application.slug}`)}>
            Open application
          </Button>
          <Button variant="primary" onPress={onClose}>
            Done
          </Button>
        </>
      }
    >
      <Stack>
        <Banner kind="ok" title={`${application.name} is ready to be used`}>
          Copy these values into its settings.
        </Banner>
        {application.provider && (
          <ClientValues id={application.provider} slug={application.slug} secret={secret} />
        )}
      </Stack>
    </Dialog>
  );
}
