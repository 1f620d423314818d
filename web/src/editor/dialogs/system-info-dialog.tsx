/** The server's report about itself, to be copied into a request for help; it holds no secrets. */

import { useEffect, useState } from "react";
import { errorText } from "../../api";
import { request } from "../../api/client";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { copyText } from "../../ui/CopyField";
import { Dialog } from "../../ui/Dialog";
import { Banner } from "../../ui/Feedback";
import { Spinner } from "../../ui/Spinner";
import { ui } from "../store";
import styles from "./dialogs.module.css";

export function SystemInfoDialog() {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    request<unknown>("GET", "/diagnostics").then(
      (report) => setText(JSON.stringify({ report, browser: browserReport() }, null, 2)),
      (error) => setProblem(errorText(error)),
    );
  }, []);
  return (
    <Dialog
      title={t("System information")}
      description={t("For requests for help; it holds no secrets.")}
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      isDismissable
      footer={
        text !== null && (
          <Button icon={isCopied ? "check" : "copy"} onPress={() => void copyText(text).then(setCopied)}>
            {isCopied ? t("Copied") : t("Copy")}
          </Button>
        )
      }
    >
      {problem && <Banner kind="danger" title={problem} />}
      {text === null && !problem && <Spinner label={t("Loading")} />}
      {text !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
        <pre className={styles.report} tabIndex={0}>
          {text}
        </pre>
      )}
    </Dialog>
  );
}

const browserReport = () => ({
  agent: navigator.userAgent,
  languages: navigator.languages,
  window: `${window.innerWidth} × ${window.innerHeight}, ${window.devicePixelRatio}`,
});
