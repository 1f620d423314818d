/** Markdown with buttons for what one forgets how to write, and beside it how it will look. */

import { type DragEvent, useDeferredValue, useState } from "react";
import { msg, t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import type { IconName } from "../../ui/Icon";
import { MenuButton, MenuItem } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import { useFormHost } from "../host";
import { CodeEditor, type CodeEditorHandle } from "../widgets/code-editor";
import styles from "./expand.module.css";
import type { ExpandedContentProps } from "./expanded-editor";

/** Images are kept in the flow file, as text: larger ones would swell it. */
const MOST_IMAGE_BYTES = 200_000;

export function MarkdownEditor(props: ExpandedContentProps) {
  return <MarkdownField {...props} isSplit />;
}

interface MarkdownFieldProps extends Omit<ExpandedContentProps, "language"> {
  language?: string;
  /** Text and preview beside each other; else one at a time. */
  isSplit?: boolean;
  onExpand?: () => void;
}

export function MarkdownField({ value, label, isDisabled, onChange, isSplit, onExpand }: MarkdownFieldProps) {
  const host = useFormHost();
  const [editor, setEditor] = useState<CodeEditorHandle | null>(null);
  const [isPreview, setPreview] = useState(isDisabled === true && value !== "");
  const shown = useDeferredValue(value);
  const drop = async (event: DragEvent) => {
    const file = event.dataTransfer.files[0];
    if (!file?.type.startsWith("image/")) return;
    event.preventDefault();
    event.stopPropagation();
    if (file.size > MOST_IMAGE_BYTES) {
      notify({
        kind: "warning",
        title: t("The image is too large"),
        description: t("It would become part of the flow file: at most 200 kB."),
      });
      return;
    }
    const address = await dataAddress(file);
    editor?.replaceSelection(() => ({ text: `![${file.name}](${address})` }));
  };
  const preview = (
    <section className={styles.preview} aria-label={t("Preview")}>
      {shown.trim() === "" ? (
        <p className={styles.muted}>{t("Nothing written yet.")}</p>
      ) : (
        host.markdown(shown)
      )}
    </section>
  );
  return (
    <div className={styles.stack}>
      <div className={styles.bar} role="toolbar" aria-label={t("Format")}>
        <MenuButton
          label={t("Heading")}
          showLabel
          size="sm"
          variant="quiet"
          isDisabled={isDisabled || !editor || isPreview}
          placement="bottom start"
          onAction={(key) => editor?.replaceLines((lines) => lines.map((line) => heading(line, Number(key))))}
        >
          {[1, 2, 3].map((level) => (
            <MenuItem key={level} id={String(level)}>
              {t("Heading {level}", { level })}
            </MenuItem>
          ))}
        </MenuButton>
        {ACTIONS.map(({ icon, name, run }) => (
          <IconButton
            key={name}
            icon={icon}
            size="sm"
            label={t(name)}
            isDisabled={isDisabled || !editor || isPreview}
            onPress={() => editor && run(editor)}
          />
        ))}
        <MenuButton
          label={t("Callout")}
          icon="bell"
          size="sm"
          isDisabled={isDisabled || !editor || isPreview}
          onAction={(key) =>
            editor?.replaceLines((lines) => [`> [!${key}]`, ...lines.map((line) => `> ${line}`)])
          }
        >
          {[
            ["NOTE", msg("Note")],
            ["TIP", msg("Tip")],
            ["IMPORTANT", msg("Important")],
            ["WARNING", msg("Warning")],
            ["CAUTION", msg("Caution")],
          ].map(([kind = "", name = ""]) => (
            <MenuItem key={kind} id={kind}>
              {t(name)}
            </MenuItem>
          ))}
        </MenuButton>
        <span className={styles.space} />
        {!isSplit && (
          <IconButton
            icon={isPreview ? "edit" : "eye"}
            size="sm"
            label={isPreview ? t("Write") : t("Preview")}
            onPress={() => setPreview(!isPreview)}
          />
        )}
        {onExpand && (
          <IconButton icon="expand" size="sm" label={t("Edit in a large editor")} onPress={onExpand} />
        )}
      </div>
      <div className={isSplit ? styles.halves : styles.whole}>
        {(isSplit || !isPreview) && (
          <div className={styles.whole} onDropCapture={(event) => void drop(event)}>
            <CodeEditor
              value={value}
              language="markdown"
              label={label}
              isDisabled={isDisabled ?? false}
              autoFocus={isSplit ?? false}
              onReady={(handle) => setEditor(handle)}
              onChange={onChange}
            />
          </div>
        )}
        {(isSplit || isPreview) && preview}
      </div>
    </div>
  );
}

interface Action {
  icon: IconName;
  name: string;
  run: (editor: CodeEditorHandle) => void;
}

const around = (mark: string) => (editor: CodeEditorHandle) =>
  editor.replaceSelection((selected) => ({
    text: `${mark}${selected}${mark}`,
    select: [mark.length, mark.length + selected.length],
  }));
const before = (prefix: (index: number) => string) => (editor: CodeEditorHandle) =>
  editor.replaceLines((lines) => lines.map((line, index) => prefix(index) + line));

const ACTIONS: Action[] = [
  { icon: "bold", name: msg("Bold"), run: around("**") },
  { icon: "italic", name: msg("Italic"), run: around("_") },
  { icon: "code", name: msg("Code"), run: around("`") },
  { icon: "list-numbered", name: msg("Numbered list"), run: before((index) => `${index + 1}. `) },
  { icon: "list", name: msg("List"), run: before(() => "- ") },
  { icon: "quote", name: msg("Quote"), run: before(() => "> ") },
  {
    icon: "minus",
    name: msg("Line across"),
    run: (editor) => editor.replaceLines((lines) => [...lines, "", "---", ""]),
  },
  {
    icon: "link",
    name: msg("Link"),
    run: (editor) =>
      editor.replaceSelection((selected) => {
        const text = selected || "text";
        return { text: `[${text}](https://)`, select: [text.length + 3, text.length + 11] };
      }),
  },
];

const heading = (line: string, level: number) => `${"#".repeat(level)} ${line.replace(/^#+\s*/, "")}`;

function dataAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
