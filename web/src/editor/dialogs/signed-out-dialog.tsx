/** The session has ended while the editor was open: sign in again in another tab, and nothing here is lost. */

import { useState } from "react";
import { addressOf, getSession } from "../../api";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import { useEditor } from "../editor";
import { ui } from "../store";

export function SignedOutDialog() {
  const { comms } = useEditor();
  const [isOpened, setOpened] = useState(false);
  const check = async () => {
    const session = await getSession().catch(() => null);
    if (!session?.user) {
      notify({ kind: "warning", title: t("You are not signed in yet") });
      return;
    }
    comms.reopen();
    ui.closeDialog();
    notify({ kind: "success", title: t("Signed in again") });
  };
  return (
    <Dialog
      title={t("Your session has ended")}
      isOpen
      onClose={ui.closeDialog}
      size="sm"
      isKeyboardDismissDisabled
      footer={
        <>
          {isOpened && (
            <Button onPress={() => void check()} variant="primary">
              {t("I have signed in")}
            </Button>
          )}
          <Button
            variant={isOpened ? "secondary" : "primary"}
            icon="external"
            onPress={() => {
              window.open(addressOf("/auth/strategy"), "_blank", "noopener");
              setOpened(true);
            }}
          >
            {t("Sign in")}
          </Button>
        </>
      }
    >
      <p>{t("Sign in again in a new tab and come back: your changes are still here.")}</p>
    </Dialog>
  );
}
