/**
 * Says that the connection is lost, when it is tried again, and lets people try at once. It floats above the workspace,
 * so that nothing moves when it comes and goes; a connection that is back within a second is not spoken of.
 */

import { useEffect, useState } from "react";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import styles from "./app.module.css";
import { useEditor } from "./editor";
import { useUi } from "./store";

const PATIENCE_MS = 1200;

export function ConnectionBar() {
  const { comms } = useEditor();
  const { status, retryIn = 0 } = useUi((ui) => ui.comms);
  const [wasOpen, setWasOpen] = useState(false);
  const [isShown, setShown] = useState(false);
  const isLost = status === "waiting" || (status === "connecting" && wasOpen);
  useEffect(() => {
    if (status === "open") setWasOpen(true);
    if (!isLost) return setShown(false);
    const timer = window.setTimeout(() => setShown(true), PATIENCE_MS);
    return () => window.clearTimeout(timer);
  }, [status, isLost]);
  if (!isShown || !isLost) return null;
  return (
    <div className={styles.lost} role="alert">
      <Icon name="plug" />
      <span>
        {t("Lost the connection to the server.")} {/* The seconds are not read out one by one. */}
        <span aria-hidden="true">
          {status === "waiting"
            ? t("Next try in {seconds, plural, one {# second} other {# seconds}}.", { seconds: retryIn })
            : t("Trying …")}
        </span>
      </span>
      <Button size="sm" isDisabled={status !== "waiting"} onPress={() => comms.connect()}>
        {t("Try now")}
      </Button>
    </div>
  );
}
