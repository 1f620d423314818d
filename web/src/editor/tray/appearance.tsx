/** How a node looks on the canvas: label shown or not, icon, names of its ports. */

import { type NodeRecord, portCounts, typeOf } from "../../document";
import { FormField, type FormScope } from "../../forms";
import { t } from "../../i18n";
import { useEditor } from "../editor";
import { IconPicker } from "../icons/icon-picker";
import type { EditSession } from "./edit-session";
import styles from "./tray.module.css";

export function Appearance({ session, scope }: { session: EditSession; scope: FormScope }) {
  const { document, types, canWrite } = useEditor();
  const { record } = session;
  const isSubflow = session.kind === "subflow";
  const now = {
    ...record,
    outputs: scope.get("outputs") ?? record.outputs,
    wires: record.wires,
  } as NodeRecord;
  const { inputs, outputs } = isSubflow
    ? { inputs: lengthOf(record.in), outputs: lengthOf(record.out) }
    : portCounts(now, types, document);
  const hidesByDefault = record.type === "link in" || record.type === "link out";
  const isLabelShown = typeof scope.get("l") === "boolean" ? scope.get("l") === true : !hidesByDefault;
  return (
    <div className={styles.appearance}>
      {!isSubflow && (
        <label className={styles.check}>
          <input
            type="checkbox"
            disabled={!canWrite}
            checked={isLabelShown}
            onChange={(event) =>
              scope.set({ l: event.target.checked === !hidesByDefault ? undefined : event.target.checked })
            }
          />
          {t("Show the label")}
        </label>
      )}
      {isSubflow && <SubflowLook scope={scope} isDisabled={!canWrite} />}
      <div className={styles.iconBar}>
        <span className={styles.iconLabel}>{t("Icon")}</span>
        <IconPicker
          value={String(scope.get("icon") ?? "")}
          ownIcon={isSubflow ? "subflow" : (typeOf(record, types, document)?.icon ?? "node")}
          isDisabled={!canWrite}
          onChange={(icon) => scope.set({ icon: icon || undefined })}
        />
        <span className={styles.iconName}>{String(scope.get("icon") ?? "") || t("that of the type")}</span>
      </div>
      <PortLabels
        title={t("Input labels")}
        one={t("Input label")}
        name="inputLabels"
        count={inputs}
        scope={scope}
        isDisabled={!canWrite}
      />
      <PortLabels
        title={t("Output labels")}
        one={t("Output label")}
        name="outputLabels"
        count={outputs}
        scope={scope}
        isDisabled={!canWrite}
      />
    </div>
  );
}

const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

/** Category of the palette, colour and icon of a subflow's nodes. */
function SubflowLook({ scope, isDisabled }: { scope: FormScope; isDisabled: boolean }) {
  const { types, document } = useEditor();
  const categories = new Set(["subflows", ...types.byCategory().keys()]);
  for (const { category } of document.subflows()) if (category) categories.add(category);
  return (
    <>
      <FormField
        scope={scope}
        field={{
          name: "category",
          widget: "select",
          label: t("Category"),
          other: t("a new one"),
          options: [...categories].map((name) => ({ value: name === "subflows" ? "" : name, label: name })),
        }}
      />
      <FormField scope={scope} field={{ name: "color", widget: "color", label: t("Colour") }} />
      {isDisabled ? null : <Swatches scope={scope} />}
    </>
  );
}

/** The colours of the node types there are, to choose from. */
function Swatches({ scope }: { scope: FormScope }) {
  const { types } = useEditor();
  const colors = [...new Set(["#DDAA99", ...[...types.all()].map((type) => type.color.toUpperCase())])]
    .filter((color) => /^#[0-9A-F]{6}$/.test(color))
    .slice(0, 28);
  return (
    <fieldset className={styles.swatches} aria-label={t("Colours of node types")}>
      {colors.map((color) => (
        <button
          key={color}
          type="button"
          style={{ background: color }}
          aria-label={color}
          aria-pressed={String(scope.get("color") ?? "").toUpperCase() === color}
          onClick={() => scope.set({ color })}
        />
      ))}
    </fieldset>
  );
}

interface PortLabelsProps {
  title: string;
  /** What a single one is called. */
  one: string;
  name: string;
  count: number;
  scope: FormScope;
  isDisabled: boolean;
}

function PortLabels({ title, one, name, count, scope, isDisabled }: PortLabelsProps) {
  if (count === 0) return null;
  const value = scope.get(name);
  const labels = Array.from({ length: count }, (_, i) =>
    String((Array.isArray(value) ? value[i] : "") ?? ""),
  );
  return (
    <fieldset className={styles.part}>
      <legend>{title}</legend>
      {labels.map((label, index) => (
        <label key={index} className={styles.port}>
          <span>{index + 1}.</span>
          <input
            className={styles.input}
            aria-label={`${one} ${index + 1}`}
            value={label}
            disabled={isDisabled}
            onChange={(event) => scope.set({ [name]: labels.with(index, event.target.value) })}
          />
        </label>
      ))}
    </fieldset>
  );
}
