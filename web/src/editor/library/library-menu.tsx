/** The library of a function's or template's form: open what was kept, keep what is written. */

import { useState } from "react";
import { errorText, getLibraryEntry, type LibraryFile } from "../../api";
import { CodeEditor, type FormScope } from "../../forms";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import styles from "./library.module.css";
import { LibraryBrowser, type LibraryPlace } from "./library-browser";
import { SaveToLibrary } from "./save-to-library";

/** What of a node an entry holds: the text, and properties in the file's header. Names and files are Node-RED's. */
interface TypeLibrary {
  /** Folder of the library. */
  type: string;
  /** Property that is the text. */
  text: string;
  properties: string[];
  ending: string;
  language: string;
}

const LIBRARIES: Record<string, TypeLibrary> = {
  function: {
    type: "functions",
    text: "func",
    properties: ["name", "outputs", "timeout", "initialize", "finalize", "info"],
    ending: "js",
    language: "javascript",
  },
  template: {
    type: "templates",
    text: "template",
    properties: ["name", "format", "output", "syntax"],
    ending: "txt",
    language: "mustache",
  },
};

interface LibraryMenuProps {
  nodeType: string;
  scope: FormScope;
  canWrite: boolean;
}

export function LibraryMenu({ nodeType, scope, canWrite }: LibraryMenuProps) {
  const [shown, setShown] = useState<"open" | "save" | null>(null);
  const library = LIBRARIES[nodeType];
  if (!library) return null;
  const close = () => setShown(null);
  const entry = () => ({
    ...Object.fromEntries(
      library.properties
        .map((name) => [name, scope.get(name)] as const)
        .filter(([, value]) => value !== undefined && value !== ""),
    ),
    text: String(scope.get(library.text) ?? ""),
  });
  return (
    <>
      <MenuButton
        label={t("Library")}
        icon="book"
        onAction={(key) => setShown(key === "save" ? "save" : "open")}
      >
        <MenuItem id="open" icon="folder" isDisabled={!canWrite}>
          {t("Open from the library…")}
        </MenuItem>
        <MenuItem id="save" icon="database" isDisabled={!canWrite}>
          {t("Save to the library…")}
        </MenuItem>
      </MenuButton>
      {shown === "open" && (
        <OpenFromLibrary
          library={library}
          onClose={close}
          onOpen={(text, file) => {
            scope.set(changesFor(library, text, file, scope));
            close();
          }}
        />
      )}
      {shown === "save" && (
        <Dialog title={t("Save to library")} isOpen onClose={close} size="lg">
          <SaveToLibrary
            type={library.type}
            name={String(scope.get("name") ?? "").replace(/[^\p{L}\p{N}_ -]+/gu, "-")}
            ending={library.ending}
            body={entry}
            onSaved={close}
          />
        </Dialog>
      )}
    </>
  );
}

/** What the entry sets in the form; numbers and yes-or-no come back from the header as what they were. */
function changesFor(
  { text: textName, properties }: TypeLibrary,
  text: string,
  file: LibraryFile,
  scope: FormScope,
): Record<string, unknown> {
  const changes: Record<string, unknown> = { [textName]: text };
  for (const name of properties) {
    const value = file[name];
    if (value === undefined) continue;
    const isNumber = typeof scope.get(name) === "number" && !Number.isNaN(Number(value));
    changes[name] = isNumber ? Number(value) : value;
  }
  return changes;
}

interface OpenFromLibraryProps {
  library: TypeLibrary;
  onClose: () => void;
  onOpen: (text: string, file: LibraryFile) => void;
}

function OpenFromLibrary({ library, onClose, onOpen }: OpenFromLibraryProps) {
  const [chosen, setChosen] = useState<{ text: string; file: LibraryFile } | null>(null);
  const choose = async ({ folder, file }: LibraryPlace, isFinal = false) => {
    if (!file) return setChosen(null);
    try {
      const text = await getLibraryEntry("local", library.type, `${folder}${file.fn}`);
      if (isFinal) onOpen(text, file);
      else setChosen({ text, file });
    } catch (error) {
      notify({ kind: "error", title: t("The entry cannot be read"), description: errorText(error) });
    }
  };
  const facts = Object.entries(chosen?.file ?? {}).filter(
    ([name, value]) => name !== "fn" && value !== "" && value.length < 200,
  );
  return (
    <Dialog
      title={t("Open from the library")}
      isOpen
      onClose={onClose}
      size="lg"
      footer={
        <>
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button
            variant="primary"
            isDisabled={!chosen}
            onPress={() => chosen && onOpen(chosen.text, chosen.file)}
          >
            {t("Open")}
          </Button>
        </>
      }
    >
      <div className={styles.panes}>
        <LibraryBrowser
          library="local"
          type={library.type}
          onChoose={(place) => void choose(place)}
          onOpen={(place) => void choose(place, true)}
        />
        <div className={styles.preview}>
          <CodeEditor
            value={chosen?.text ?? ""}
            language={library.language}
            label={t("Preview")}
            isDisabled
            onChange={() => {}}
          />
          {facts.length > 0 && (
            <dl className={styles.facts}>
              {facts.map(([name, value]) => (
                <div key={name} style={{ display: "contents" }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      </div>
    </Dialog>
  );
}
