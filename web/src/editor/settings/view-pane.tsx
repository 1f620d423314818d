/** Language, theme, and what the editor shows. */

import { useState } from "react";
import { LANGUAGES, msg, t } from "../../i18n";
import { Switch } from "../../ui/Choice";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { NumberField } from "../../ui/Field";
import type { IconName } from "../../ui/Icon";
import { Select } from "../../ui/Select";
import { type Theme, theme } from "../../ui/theme";
import { useEditor } from "../editor";
import { choose, chooseTheme, type Preferences, usePreferences } from "../preferences";
import styles from "./settings.module.css";

const THEMES: { id: Theme; label: string; icon: IconName }[] = [
  { id: "system", label: msg("As the system"), icon: "monitor" },
  { id: "light", label: msg("Light"), icon: "sun" },
  { id: "dark", label: msg("Dark"), icon: "moon" },
];

type Switched = { [K in keyof Preferences]: Preferences[K] extends boolean ? K : never }[keyof Preferences];

const GROUPS: { title: string; switches: { name: Switched; label: string }[] }[] = [
  {
    title: msg("Grid"),
    switches: [
      { name: "showGrid", label: msg("Show the grid") },
      { name: "snap", label: msg("Snap nodes to the grid") },
    ],
  },
  {
    title: msg("Nodes"),
    switches: [
      { name: "showStatus", label: msg("Show the status of nodes") },
      { name: "showDocs", label: msg("Mark nodes that have a description") },
      { name: "showLabels", label: msg("Show the labels of new nodes") },
    ],
  },
  {
    title: msg("When a flow is opened"),
    switches: [
      { name: "restoreZoom", label: msg("Zoom as when it was left") },
      { name: "restorePosition", label: msg("Go where it was left") },
    ],
  },
  {
    title: msg("Help"),
    switches: [
      { name: "showTips", label: msg("Show tips") },
      { name: "showTours", label: msg("Show the tour at the first visit") },
    ],
  },
  {
    title: msg("Warn before a deploy"),
    switches: [
      { name: "warnUnknown", label: msg("Of types that are not installed") },
      { name: "warnInvalid", label: msg("Of nodes whose properties need attention") },
      { name: "warnUnused", label: msg("Of configuration nodes that nothing uses") },
    ],
  },
];

export function ViewPane() {
  const editor = useEditor();
  const chosen = usePreferences();
  const [shownTheme, setShownTheme] = useState<Theme>(theme());
  const languages = Object.entries(LANGUAGES).map(([id, label]) => ({ id, label }));
  return (
    <div className={styles.groups}>
      <div className={styles.group}>
        <div className={styles.narrow}>
          <Select
            label={t("Language")}
            options={[{ id: "browser", label: t("As the browser") }, ...languages]}
            selectedKey={chosen.language || "browser"}
            onSelectionChange={(key) => choose(editor, { language: key === "browser" ? "" : String(key) })}
          />
        </div>
      </div>
      <div className={styles.group}>
        <h3>{t("Theme")}</h3>
        <ChoiceBar
          label={t("Theme")}
          value={shownTheme}
          options={THEMES.map(({ id, label, icon }) => ({ value: id, label: t(label), icon }))}
          onChange={(theme) => {
            setShownTheme(theme);
            chooseTheme(editor, theme);
          }}
        />
      </div>
      {GROUPS.map(({ title, switches }) => (
        <div key={title} className={styles.group}>
          <h3>{t(title)}</h3>
          {switches.map(({ name, label }) => (
            <Switch
              key={name}
              isSelected={chosen[name]}
              onChange={(isOn) => choose(editor, { [name]: isOn })}
            >
              {t(label)}
            </Switch>
          ))}
          {title === "Grid" && (
            <div className={styles.narrow}>
              <NumberField
                label={t("Size of the grid")}
                minValue={5}
                maxValue={100}
                value={chosen.gridSize}
                onChange={(gridSize) => Number.isFinite(gridSize) && choose(editor, { gridSize })}
              />
            </div>
          )}
        </div>
      ))}
    </div>
  );
}
