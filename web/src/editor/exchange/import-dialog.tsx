/**
 * Import: JSON pasted, dropped, from a file, from the library or from the examples; onto the current flow or a new one.
 * What is there already is asked about in a second step.
 */

import { useEffect, useMemo, useRef, useState } from "react";
import { errorText, getLibraryEntry, type LibraryInfo } from "../../api";
import { choicesOfPlan, conflictCount, type ImportChoice, importPlan, isTab } from "../../document";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { Dialog } from "../../ui/Dialog";
import { Banner } from "../../ui/Feedback";
import { notify } from "../../ui/Toast";
import { type Editor, useEditor } from "../editor";
import { LibraryBrowser, type LibraryPlace } from "../library/library-browser";
import { listed } from "../runtime-texts";
import { ui } from "../store";
import { ConflictView } from "./conflict-view";
import { contentsOf, missingTypes, readText } from "./contents";
import styles from "./exchange.module.css";
import { type Destination, importInto } from "./import-into";

interface ImportDialogProps {
  text?: string;
  /** Where to import from: the clipboard, or a library by its id. */
  source?: string;
}

/** The libraries of flows that the server has. */
export function flowLibraries({ settings }: Editor): LibraryInfo[] {
  const all = Array.isArray(settings.libraries) ? (settings.libraries as LibraryInfo[]) : [];
  return all.filter((library) => !library.types || library.types.includes("flows"));
}

export function ImportDialog({ text: first = "", source: start = "clipboard" }: ImportDialogProps) {
  const editor = useEditor();
  const { document } = editor;
  const [text, setText] = useState(first);
  const [source, setSource] = useState(start);
  const [to, setTo] = useState<Destination>(document.get(ui.get().flow) ? "current" : "new");
  const [chosen, setChosen] = useState<ReadonlyMap<string, ImportChoice> | null>(null);
  const read = useMemo(() => readText(text), [text]);
  const { records } = read;
  const plan = useMemo(() => importPlan(records, document), [records, document]);
  const taken = conflictCount(plan);
  const tabs = records.filter(isTab).length;
  const libraries = flowLibraries(editor);

  const run = (choices?: ReadonlyMap<string, ImportChoice>) => {
    try {
      ui.closeDialog();
      importInto(editor, { records, to, ...(choices ? { choices } : {}) });
    } catch (error) {
      notify({ kind: "error", title: t("Import failed"), description: (error as Error).message });
    }
  };
  const open = async ({ folder, file }: LibraryPlace) => {
    if (!file) return setText("");
    try {
      setText(await getLibraryEntry(source, "flows", `${folder}${file.fn}`));
    } catch (error) {
      notify({ kind: "error", title: t("The entry cannot be read"), description: errorText(error) });
    }
  };

  if (chosen) {
    return (
      <Dialog
        title={t("Import nodes")}
        description={t("Some of this is there already. Choose what becomes of each.")}
        isOpen
        onClose={ui.closeDialog}
        size="lg"
        footer={
          <>
            <Button icon="chevron-left" onPress={() => setChosen(null)}>
              {t("Back")}
            </Button>
            <span className={styles.space} />
            <Button onPress={ui.closeDialog}>{t("Cancel")}</Button>
            <Button onPress={() => run()}>{t("Import copies of all")}</Button>
            <Button variant="primary" onPress={() => run(choicesOfPlan(plan, chosen))}>
              {t("Import selected")}
            </Button>
          </>
        }
      >
        <ConflictView
          plan={plan}
          chosen={chosen}
          onChoose={(id, choice) => setChosen(new Map(chosen).set(id, choice))}
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t("Import nodes")}
      isOpen
      onClose={ui.closeDialog}
      size="lg"
      footer={
        <>
          <span className={styles.label}>{t("Import to")}</span>
          <ChoiceBar
            label={t("Import to")}
            value={tabs > 0 ? "new" : to}
            options={[
              {
                value: "current",
                label: t("Current flow"),
                isDisabled: tabs > 0 || !document.get(ui.get().flow),
              },
              { value: "new", label: tabs > 1 ? t("New flows") : t("New flow") },
            ]}
            onChange={setTo}
          />
          <span className={styles.space} />
          <Button onPress={ui.closeDialog}>{t("Cancel")}</Button>
          <Button
            variant="primary"
            isDisabled={records.length === 0}
            onPress={() => (taken > 0 ? setChosen(new Map()) : run())}
          >
            {t("Import")}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <ChoiceBar
          label={t("Import from")}
          value={source}
          options={[
            { value: "clipboard", label: t("Text or file") },
            ...libraries.map(({ id, label }) => ({
              value: id,
              label: id === "local" ? t("Local library") : id === "examples" ? t("Examples") : label,
            })),
          ]}
          onChange={(chosenSource) => {
            setSource(chosenSource);
            if (chosenSource !== "clipboard") setText("");
          }}
        />
        {source === "clipboard" ? (
          <TextSource text={text} position={read.position} isInvalid={read.problem !== ""} onText={setText} />
        ) : (
          <div className={styles.library}>
            <LibraryBrowser
              key={source}
              library={source}
              type="flows"
              onChoose={(place) => void open(place)}
              onOpen={(place) => void open(place)}
            />
          </div>
        )}
        {read.problem && (
          <p className={styles.problem} role="alert">
            {read.problem}
          </p>
        )}
        {records.length > 0 && <Summary editor={editor} records={records} taken={taken} />}
      </div>
    </Dialog>
  );
}

interface TextSourceProps {
  text: string;
  position?: number | undefined;
  isInvalid: boolean;
  onText: (text: string) => void;
}

/** The field for text, which also takes files: chosen or dropped. */
function TextSource({ text, position, isInvalid, onText }: TextSourceProps) {
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const take = async (files: FileList | null | undefined) => {
    const chosen = files?.[0];
    if (chosen) onText(await chosen.text());
  };
  return (
    <>
      <div className={styles.bar}>
        <span>{t("Paste flow JSON, drop a file, or")}</span>
        <Button size="sm" icon="upload" onPress={() => file.current?.click()}>
          {t("Choose a file")}
        </Button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          aria-label={t("File to import")}
          hidden
          onChange={(event) => void take(event.target.files)}
        />
        {position !== undefined && (
          <Button
            size="sm"
            icon="target"
            onPress={() => {
              field.current?.focus();
              field.current?.setSelectionRange(position, Math.min(position + 1, text.length));
            }}
          >
            {t("Show where it is wrong")}
          </Button>
        )}
      </div>
      <textarea
        ref={field}
        className={styles.json}
        aria-label={t("Flow JSON")}
        aria-invalid={isInvalid || undefined}
        data-over={isOver || undefined}
        placeholder='[{"id": "…", "type": "inject", …}]'
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          void take(event.dataTransfer.files);
        }}
      />
    </>
  );
}

interface SummaryProps {
  editor: Editor;
  records: ReturnType<typeof readText>["records"];
  taken: number;
}

function Summary({ editor, records, taken }: SummaryProps) {
  const missing = missingTypes(records, editor);
  const named = records.find((record) => record.type === "global-config")?.modules;
  const packages = Object.entries((named ?? {}) as Record<string, string>);
  return (
    <>
      <p className={styles.summary} role="status">
        {contentsOf(records)}.
        {taken > 0 && (
          <span>
            {" "}
            {t("{n, plural, one {# of them is} other {# of them are}} there already: you choose next.", {
              n: taken,
            })}
          </span>
        )}
      </p>
      {missing.length > 0 && (
        <Banner kind="warn" title={t("Not installed: {types}", { types: listed(missing) })}>
          {t("They are kept as they are and will not run; the others will.")}
          {packages.length > 0 &&
            ` ${t("The file names these packages: {packages}.", {
              packages: listed(packages.map(([name, version]) => `${name} ${version}`)),
            })}`}
        </Banner>
      )}
    </>
  );
}
