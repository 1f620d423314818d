/** Shows a secret that was just made; most are shown only once. */
import type { ReactNode } from "react";
import { t } from "../../i18n/index.ts";
import { Banner, Button, Dialog } from "../../ui/index.ts";
import { Stack } from "./Page.tsx";

export function SecretDialog({
  title,
  secret,
  isShownAgain = false,
  children,
  onClose,
}: {
  title: string;
  /** What the secret is called in a sentence: "key", "token". */
  secret: string;
  /** The server keeps it, and shows it to who may see it. */
  isShownAgain?: boolean;
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
          {t("Done")}
        </Button>
      }
    >
      <Stack>
        {!isShownAgain && (
          <Banner kind="warn" title={t("Copy the {secret} now", { secret })}>
            {t("Only its hash is stored, so it cannot be shown again.")}
          </Banner>
        )}
        {children}
      </Stack>
    </Dialog>
  );
}
