/** Shows a secret that was just made, once: no answer of the server holds it again. */
import type { ReactNode } from "react";
import { Banner, Button, Dialog } from "../../ui/index.ts";
import { Stack } from "./Page.tsx";

export function SecretDialog({
  title,
  secret,
  children,
  onClose,
}: {
  title: string;
  /** What the secret is called in a sentence: "key", "token". */
  secret: string;
  children: ReactNode;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <Stack>
        <Banner kind="warn" title={`Copy the ${secret} now`}>
          Wirelatch stores only its hash and cannot show it again.
        </Banner>
        {children}
      </Stack>
    </Dialog>
  );
}
