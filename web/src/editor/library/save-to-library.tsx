/** Where something is saved in the library: a folder, a file name, and the question before what is there is replaced. */

import { useState } from "react";
import { ApiError, errorText, getLibraryFolder, putLibraryEntry } from "../../api";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { AlertDialog } from "../../ui/Dialog";
import { notify } from "../../ui/Toast";
import styles from "./library.module.css";
import { LibraryBrowser } from "./library-browser";

interface SaveToLibraryProps {
  type: string;
  /** File name to start with. */
  name: string;
  /** Ending of the files of this type, without the dot; added where none is written. */
  ending: string;
  /** What is saved, asked for at the moment of saving. */
  body: () => unknown;
  onSaved: () => void;
}

export function SaveToLibrary({ type, name: first, ending, body, onSaved }: SaveToLibraryProps) {
  const [folder, setFolder] = useState("");
  const [name, setName] = useState(first);
  const [asks, setAsks] = useState(false);
  const clean = name.trim().replace(/[/\\]/g, "-");
  const file = clean === "" || /\.\w+$/.test(clean) ? clean : `${clean}.${ending}`;
  const save = async () => {
    try {
      await putLibraryEntry("local", type, `${folder}${file}`, body());
      notify({ kind: "success", title: t("Saved to the library as {name}", { name: `${folder}${file}` }) });
      onSaved();
    } catch (error) {
      notify({ kind: "error", title: t("Saving failed"), description: errorText(error) });
    }
  };
  const check = async () => {
    const entries = await getLibraryFolder("local", type, folder).catch((error) => {
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    });
    if (entries.some((entry) => typeof entry !== "string" && entry.fn === file)) setAsks(true);
    else await save();
  };
  return (
    <div className={styles.stack}>
      <LibraryBrowser
        library="local"
        type={type}
        canMake
        onChoose={(place) => {
          setFolder(place.folder);
          if (place.file) setName(place.file.fn);
        }}
      />
      <form
        className={styles.save}
        onSubmit={(event) => {
          event.preventDefault();
          if (file !== "") void check();
        }}
      >
        <label htmlFor="library-file-name">{t("File name")}</label>
        <input
          id="library-file-name"
          className={styles.input}
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button variant="primary" icon="database" type="submit" isDisabled={file === ""}>
          {t("Save to library")}
        </Button>
      </form>
      <AlertDialog
        title={t("Replace {name}?", { name: file })}
        isOpen={asks}
        onClose={() => setAsks(false)}
        confirmLabel={t("Replace")}
        isDestructive
        onConfirm={save}
      >
        {t("There is an entry of this name in the folder.")}
      </AlertDialog>
    </div>
  );
}
