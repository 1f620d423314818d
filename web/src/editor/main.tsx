/** Starts the editor page. */

import "../ui/base.css";
import "../ui/transitions";
import { createRoot } from "react-dom/client";
import { ApiError, errorText } from "../api";
import { t } from "../i18n";
import { Translated } from "../i18n/react";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/Feedback";
import { Logo } from "../ui/Logo";
import { applyTheme } from "../ui/theme";
import { App } from "./app";
import styles from "./app.module.css";
import { boot } from "./boot";
import { EditorReact } from "./editor";

applyTheme();
const root = createRoot(document.getElementById("root")!);
root.render(
  <div className={styles.splash}>
    <Logo />
  </div>,
);

boot()
  .then((editor) =>
    root.render(
      <EditorReact value={editor}>
        <Translated>{() => <App />}</Translated>
      </EditorReact>,
    ),
  )
  .catch((error) => {
    // Without a session the page is on its way to sign-in already.
    if (error instanceof ApiError && error.status === 401) return;
    root.render(
      <div className={styles.splash}>
        <EmptyState
          icon="error"
          title={t("The editor could not start")}
          actions={<Button onPress={() => window.location.reload()}>{t("Try again")}</Button>}
        >
          <p>{errorText(error)}</p>
        </EmptyState>
      </div>,
    );
  });
