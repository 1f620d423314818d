/**
 * Looking through a library: its folders from left to right, the files of the open one, and making folders where
 * something is to be saved. A folder exists on the server once something is saved in it.
 */

import { useEffect, useState } from "react";
import { errorText, getLibraryFolder, type LibraryFile } from "../../api";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { Icon } from "../../ui/Icon";
import { Spinner } from "../../ui/Spinner";
import styles from "./library.module.css";

export interface LibraryPlace {
  /** Folder names joined by slashes, with one at the end; empty for the library itself. */
  folder: string;
  /** Name of the chosen file. */
  file: LibraryFile | null;
}

interface LibraryBrowserProps {
  library: string;
  type: string;
  /** Called when a folder is opened or a file chosen. */
  onChoose: (place: LibraryPlace) => void;
  /** Called when a file is double-clicked. */
  onOpen?: (place: LibraryPlace) => void;
  /** Whether folders can be made. */
  canMake?: boolean;
}

type Entries = { folders: string[]; files: LibraryFile[] };

export function LibraryBrowser({ library, type, onChoose, onOpen, canMake }: LibraryBrowserProps) {
  const [folder, setFolder] = useState("");
  const [file, setFile] = useState("");
  const [made, setMade] = useState<string[]>([]);
  const [name, setName] = useState<string | null>(null);
  const [found, setFound] = useState<{ of: string; entries: Entries } | null>(null);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    let isCurrent = true;
    setProblem("");
    getLibraryFolder(library, type, folder)
      .then((list) => {
        if (!isCurrent) return;
        const folders = list.filter((item) => typeof item === "string");
        const files = list.filter((item) => typeof item !== "string");
        setFound({ of: folder, entries: { folders, files } });
      })
      .catch((error) => {
        if (!isCurrent) return;
        // A folder that was only made here is not there yet.
        if (folder !== "" && made.some((path) => path.startsWith(folder)))
          setFound({ of: folder, entries: { folders: [], files: [] } });
        else setProblem(errorText(error));
      });
    return () => {
      isCurrent = false;
    };
  }, [library, type, folder, made]);

  const enter = (path: string) => {
    setFolder(path);
    setFile("");
    setName(null);
    onChoose({ folder: path, file: null });
  };
  const make = () => {
    const clean = (name ?? "").trim().replace(/[/\\]/g, "-");
    if (clean === "" || clean.startsWith(".")) return setName(null);
    setMade([...made, `${folder}${clean}/`]);
    enter(`${folder}${clean}/`);
  };
  const parts = folder.split("/").filter(Boolean);
  const own = made
    .filter((path) => path.startsWith(folder) && path !== folder)
    .map((path) => path.slice(folder.length).split("/")[0] ?? "");
  const entries = found?.of === folder ? found.entries : null;
  const folders = [...new Set([...(entries?.folders ?? []), ...own])];
  return (
    <div className={styles.browser}>
      <div className={styles.path}>
        <button type="button" className={styles.crumb} onClick={() => enter("")}>
          {library === "local" ? t("Local") : library === "examples" ? t("Examples") : library}
        </button>
        {parts.map((part, index) => (
          <span key={parts.slice(0, index + 1).join("/")} className={styles.crumbs}>
            <Icon name="chevron-right" size="xs" />
            <button
              type="button"
              className={styles.crumb}
              onClick={() => enter(`${parts.slice(0, index + 1).join("/")}/`)}
            >
              {part}
            </button>
          </span>
        ))}
        <span className={styles.space} />
        {canMake &&
          (name === null ? (
            <Button size="sm" variant="quiet" icon="add" onPress={() => setName("")}>
              {t("New folder")}
            </Button>
          ) : (
            <input
              className={styles.input}
              aria-label={t("Name of the new folder")}
              placeholder={t("Folder name")}
              // biome-ignore lint/a11y/noAutofocus: the field appears because its button was pressed.
              autoFocus
              value={name}
              onChange={(event) => setName(event.target.value)}
              onBlur={make}
              onKeyDown={(event) => {
                if (event.key === "Enter") make();
                else if (event.key === "Escape") setName(null);
                else return;
                event.preventDefault();
                event.stopPropagation();
              }}
            />
          ))}
      </div>
      {problem ? (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      ) : !entries ? (
        <div className={styles.waiting}>
          <Spinner />
        </div>
      ) : folders.length + entries.files.length === 0 ? (
        <EmptyState icon="folder" title={t("Nothing here yet")}>
          <p>
            {library === "examples"
              ? t("Packages of node types bring examples along.")
              : t("Export flows to the library, and they can be imported from here.")}
          </p>
        </EmptyState>
      ) : (
        <ul className={styles.entries} aria-label={t("Library")}>
          {folders.map((item) => (
            <li key={`${item}/`}>
              <button type="button" className={styles.entry} onClick={() => enter(`${folder}${item}/`)}>
                <Icon name="folder" />
                <span className={styles.name}>{item}</span>
                <Icon name="chevron-right" size="xs" />
              </button>
            </li>
          ))}
          {entries.files.map((item) => (
            <li key={item.fn}>
              <button
                type="button"
                className={styles.entry}
                aria-pressed={file === item.fn}
                onClick={() => {
                  setFile(item.fn);
                  onChoose({ folder, file: item });
                }}
                onDoubleClick={() => onOpen?.({ folder, file: item })}
              >
                <Icon name={type === "flows" ? "file" : "code"} />
                <span className={styles.name}>{item.name || item.fn.replace(/\.json$/, "")}</span>
                {item.name && item.name !== item.fn && <span className={styles.muted}>{item.fn}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
