/** The invitation to the tour: there until it was followed or turned down; in nobody's way. */

import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { useEditor } from "../editor";
import { usePreferences } from "../preferences";
import { ui } from "../store";
import { rememberTour, useTour } from "./seen";
import styles from "./tour.module.css";

export function Invitation() {
  const editor = useEditor();
  const isWanted = usePreferences((state) => state.showTours);
  const { isNew } = useTour();
  if (!isNew || !isWanted) return null;
  return (
    <div className={styles.invitation} data-theme="dark">
      <Button size="sm" icon="wand" onPress={() => ui.open({ kind: "tour" })}>
        {t("New here? Take the tour")}
      </Button>
      <IconButton icon="close" size="sm" label={t("No tour")} onPress={() => rememberTour(editor)} />
    </div>
  );
}
