/** Choosing an icon as Node-RED names them: those of node types by module, pictures in `lib/icons`, and Font Awesome. */

import { useEffect, useState } from "react";
import { Button as AriaButton, Dialog as AriaDialog, DialogTrigger } from "react-aria-components";
import { getIcons } from "../../api";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { fontAwesomeNames, loadGlyphs } from "../../ui/font-awesome";
import { Popover } from "../../ui/Popover";
import styles from "./icons.module.css";
import { NodeIcon } from "./node-icon";

interface IconPickerProps {
  value: string;
  /** What is shown while nothing is chosen. */
  ownIcon: string;
  isDisabled: boolean;
  /** Only names that Node-RED's forms can show: Font Awesome. */
  onlyFontAwesome?: boolean;
  /** The name for screen readers. */
  label?: string;
  onChange: (icon: string) => void;
}

export function IconPicker(props: IconPickerProps) {
  const { value, ownIcon, isDisabled, label = t("Icon") } = props;
  return (
    <DialogTrigger>
      <AriaButton className={styles.button ?? ""} aria-label={label} isDisabled={isDisabled}>
        {value || ownIcon ? <NodeIcon name={value || ownIcon} /> : <span className={styles.none}>…</span>}
      </AriaButton>
      <Popover placement="bottom start">
        <AriaDialog className={styles.dialog ?? ""} aria-label={label}>
          {({ close }) => <IconList {...props} close={close} />}
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}

function IconList({ value, onlyFontAwesome, onChange, close }: IconPickerProps & { close: () => void }) {
  const [filter, setFilter] = useState("");
  const [files, setFiles] = useState<{ module: string; names: string[] }[]>([]);
  const [glyphs, setGlyphs] = useState<string[]>(fontAwesomeNames);
  useEffect(() => {
    void loadGlyphs().then(() => setGlyphs(fontAwesomeNames()));
  }, []);
  useEffect(() => {
    if (onlyFontAwesome) return;
    getIcons().then(
      (found) =>
        setFiles(
          Object.entries(found).map(([module, names]) => ({
            module,
            // Ours are stored under the name of the module that Node-RED has icons of these names in.
            names: names.map((name) => `${module === "wirelatch" ? "node-red" : module}/${name}`),
          })),
        ),
      () => {},
    );
  }, [onlyFontAwesome]);
  const wanted = filter.trim().toLowerCase();
  const groups = [
    ...files.map(({ module, names }) => ({ title: module, names })),
    { title: "Font Awesome", names: glyphs },
  ]
    .map(({ title, names }) => ({
      title,
      names: names.filter((name) => shortName(name).includes(wanted)),
    }))
    .filter(({ names }) => names.length > 0);
  const choose = (name: string) => {
    onChange(name);
    close();
  };
  return (
    <>
      <div className={styles.bar}>
        <input
          className={styles.filter}
          type="search"
          placeholder={t("Filter icons")}
          aria-label={t("Filter icons")}
          // biome-ignore lint/a11y/noAutofocus: the list was opened to find something in it.
          autoFocus
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <Button size="sm" isDisabled={value === ""} onPress={() => choose("")}>
          {t("Reset")}
        </Button>
      </div>
      <div className={styles.groups}>
        {groups.map(({ title, names }) => (
          <section key={title} aria-label={title}>
            <h3 className={styles.title}>{title}</h3>
            <div className={styles.icons}>
              {names.map((name) => (
                <button
                  key={name}
                  type="button"
                  title={shortName(name)}
                  aria-label={t("Icon {name}", { name: shortName(name) })}
                  aria-pressed={value === name}
                  onClick={() => choose(name)}
                >
                  <NodeIcon name={name} />
                </button>
              ))}
            </div>
          </section>
        ))}
        {groups.length === 0 && <p className={styles.empty}>{t("No icon has such a name.")}</p>}
      </div>
    </>
  );
}

const shortName = (name: string) =>
  name
    .replace(/^font-awesome\/fa-/, "")
    .replace(/^.*\//, "")
    .replace(/\.\w+$/, "");
