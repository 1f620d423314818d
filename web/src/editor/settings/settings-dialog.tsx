/** What a person can set for themselves, in panes that features bring (`settings-panes.ts`). */

import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { t } from "../../i18n";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { SETTINGS_PANES } from "../features";
import { Part } from "../part";
import { ui } from "../store";
import styles from "./settings.module.css";

export function SettingsDialog({ pane }: { pane?: string }) {
  const [chosen, setChosen] = useState(pane ?? SETTINGS_PANES[0]!.id);
  return (
    <Dialog title={t("Settings")} isOpen onClose={ui.closeDialog} size="lg" isDismissable>
      <Tabs
        className={styles.panes ?? ""}
        orientation="vertical"
        selectedKey={chosen}
        onSelectionChange={(key) => setChosen(String(key))}
      >
        <TabList className={styles.names ?? ""} aria-label={t("Settings")}>
          {SETTINGS_PANES.map(({ id, label, icon }) => (
            <Tab key={id} id={id} className={styles.name ?? ""}>
              <Icon name={icon} />
              {t(label)}
            </Tab>
          ))}
        </TabList>
        {SETTINGS_PANES.map(({ id, load }) => (
          <TabPanel key={id} id={id} className={styles.pane ?? ""}>
            <Part load={load} />
          </TabPanel>
        ))}
      </Tabs>
    </Dialog>
  );
}
