/** The information sidebar: what is selected, or the flow that is shown. */

import {
  isContainer,
  isGroup,
  membersOf,
  type NodeRecord,
  nodeLabel,
  subflowIdOf,
  typeOf,
} from "../../document";
import { openValues } from "../../forms/codecs";
import { type Field, isShown, labelOf } from "../../forms/field";
import { typeOfTyped } from "../../forms/problems";
import { readSchedule, scheduleText } from "../../forms/schedule";
import { typedKind } from "../../forms/typed-values";
import { msg, t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { type Editor, useDocument, useEditor } from "../editor";
import { Markdown } from "../markdown-view";
import { NodeChip } from "../palette/node-chip";
import { ui, useUi } from "../store";
import { TipBar } from "../tips/tip-bar";
import { NodeHelp } from "./node-help";
import styles from "./sidebar.module.css";

export function InfoPanel() {
  const editor = useEditor();
  const document = useDocument();
  const selection = useUi((state) => state.selection);
  const flow = useUi((state) => state.flow);
  if (selection.length > 1) return <Several ids={selection} editor={editor} />;
  const record = document.get(selection[0] ?? flow);
  if (!record) return null;
  return (
    <div className={styles.withFoot}>
      <div className={styles.scroll}>
        <About record={record} editor={editor} />
      </div>
      <TipBar />
    </div>
  );
}

function About({ record, editor }: { record: NodeRecord; editor: Editor }) {
  const { document, types } = editor;
  const type = typeOf(record, types, document);
  const isFlow = isContainer(record);
  const name = nodeLabel(record, types, document);
  const rows = propertiesOf(record, editor);
  const subflow = subflowIdOf(record);
  return (
    <>
      <section className={styles.section} aria-label={t("Properties")}>
        <div className={styles.subject}>
          {type && !isFlow && <NodeChip type={type} icon={String(record.icon ?? type.icon)} />}
          {(isFlow || isGroup(record)) && <span className={styles.subjectName}>{name || t("Group")}</span>}
          <span className={styles.subjectTools}>
            <IconButton
              icon="edit"
              size="sm"
              label={t("Edit")}
              onPress={() => ui.openTray({ id: record.id })}
            />
            {!isFlow && (
              <IconButton
                icon="target"
                size="sm"
                label={t("Show on the canvas")}
                onPress={() => editor.canvas?.revealNode(record.id)}
              />
            )}
          </span>
        </div>
        <dl className={styles.table}>
          {!isFlow && <Row name={t("Name")}>{name}</Row>}
          <Row name={t("Type")}>
            {isFlow ? (record.type === "tab" ? t("Flow") : t("Subflow")) : record.type}
          </Row>
          <Row name={t("ID")}>
            <span className={styles.mono}>{record.id}</span>
          </Row>
          {isFlow && <Row name={t("Nodes")}>{document.onFlow(record.id).length}</Row>}
          {isGroup(record) && <Row name={t("Nodes")}>{membersOf(record.id, document).length}</Row>}
          {(record.d === true || record.disabled === true) && <Row name={t("State")}>{t("disabled")}</Row>}
          {rows.map(([label, value, id]) => (
            <Row key={label} name={label}>
              {id ? (
                <button type="button" className={styles.link} onClick={() => ui.openTray({ id })}>
                  {value}
                </button>
              ) : (
                value
              )}
            </Row>
          ))}
        </dl>
      </section>
      {typeof record.info === "string" && record.info !== "" && (
        <section className={styles.section} aria-label={t("Description")}>
          <h3 className={styles.heading}>{t("Description")}</h3>
          <Markdown text={record.info} />
        </section>
      )}
      {type?.help && !isFlow && subflow === undefined && (
        <section className={styles.section} aria-label={t("Help")}>
          <h3 className={styles.heading}>{t("Help")}</h3>
          <NodeHelp type={type} />
        </section>
      )}
      {isFlow && document.onFlow(record.id).length === 0 && (
        <section className={styles.section} aria-label={t("First steps")}>
          <h3 className={styles.heading}>{t("First steps")}</h3>
          <Markdown text={t(FIRST_STEPS)} />
        </section>
      )}
    </>
  );
}

const FIRST_STEPS = msg(`1. Drag **inject** and **debug** from the palette onto the canvas.
2. Drag from the port of one to the port of the other.
3. Press **Deploy**, then the button at the inject node: the message appears in the debug sidebar.

\`Ctrl\`-click on the canvas to add a node by name. \`Ctrl\`+\`Shift\`+\`P\` finds every command.`);

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The properties that the form shows, as label, text, and the config node that the value names. */
function propertiesOf(record: NodeRecord, { document, types }: Editor): [string, string, string?][] {
  const values = openValues(record.type, record);
  const scope = { get: (name: string) => values[name], set: () => {} };
  const rows: [string, string, string?][] = [];
  for (const field of types.get(record.type)?.fields ?? []) {
    if (field.name === "name" || field.widget === "hidden" || field.widget === "credential") continue;
    const value = values[field.name];
    if (field.widget === "schedule") {
      const schedule = readSchedule(value, values[field.type_property ?? ""]);
      if (schedule.kind !== "none") rows.push([labelOf(field), scheduleText(schedule)]);
      continue;
    }
    if (value === undefined || value === "" || value === null || !isShown(field, scope)) continue;
    const last = rows.at(-1);
    if (!field.label && field.widget === "select" && last) last[1] += ` ${textOf(value, field)}`;
    else if (field.widget === "config") {
      const config = document.get(String(value));
      const label = labelOf(field);
      rows.push(config ? [label, nodeLabel(config, types, document), config.id] : [label, t("missing")]);
    } else if (field.widget === "typed") {
      const { prefix = "", editor, label } = typedKind(typeOfTyped(field, scope));
      rows.push([labelOf(field), editor === "none" ? t(label) : prefix + textOf(value, field)]);
    } else rows.push([labelOf(field), textOf(value, field)]);
  }
  return rows;
}

function textOf(value: unknown, field: Field): string {
  const chosen = field.options?.find((option) => option.value === String(value));
  if (chosen) return t(chosen.label);
  if (field.widget === "code")
    return t("{count, plural, one {# line} other {# lines}}", { count: String(value).split("\n").length });
  if (Array.isArray(value))
    return t("{count, plural, one {# item} other {# items}}", { count: value.length });
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Several({ ids, editor }: { ids: readonly string[]; editor: Editor }) {
  const { document, types } = editor;
  return (
    <div className={styles.scroll}>
      <section className={styles.section} aria-label={t("Selection")}>
        <h3 className={styles.heading}>{t("{count} selected", { count: ids.length })}</h3>
        <ul className={styles.configList}>
          {ids.slice(0, 200).map((id) => {
            const record = document.get(id);
            return (
              record && (
                <li key={id}>
                  <button
                    type="button"
                    className={styles.config}
                    onClick={() => editor.canvas?.revealNode(id)}
                  >
                    <span
                      className={styles.dot}
                      style={{ backgroundColor: typeOf(record, types, document)?.color ?? "#ccc" }}
                    />
                    <span className={styles.name}>{nodeLabel(record, types, document) || record.type}</span>
                  </button>
                </li>
              )
            );
          })}
        </ul>
      </section>
    </div>
  );
}
