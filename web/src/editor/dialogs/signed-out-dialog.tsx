/** The session has ended while the editor was open: sign in again in another tab, and nothing here is lost. */

import { useState } from "react";
import { addressOf, getSession } from "../../api";
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
      notify({ kind: "warning", title: "You are not signed in yet" });
      return;
    }
    comms.reopen();
    ui.closeDialog();
    notify({ kind: "success", title: "Signed in again" });
  };
  return (
    <Dialog
      title="Your session has ended"
      isOpen
      onClose={ui.closeDialog}
      size="sm"
      isKeyboardDismissDisabled
      footer={
        <>
          {isOpened && (
            <Button onPress={() => void check()} variant="primary">
              I have signed in
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
            Sign in
          </Button>
        </>
      }
    >
      <p>Sign in again in a new tab and come back: your changes are still here.</p>
    </Dialog>
  );
}
