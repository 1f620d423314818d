/** A form made from the fields of a node type: sections as tabs, conditions, labels, help and what is wrong. */

import { Fragment, type ReactNode, useId, useState } from "react";
import { t } from "../i18n";
import { isFontAwesome } from "../ui/font-awesome";
import { icons } from "../ui/icons";
import { NodeDrawing } from "../ui/NodeDrawing";
import { bySection, type Field, type FormScope, isShown, labelOf } from "./field";
import styles from "./forms.module.css";
import { useFormHost } from "./host";
import { problemOf } from "./problems";
import { SectionTabs } from "./section-tabs";
import { WidgetOf } from "./widgets/widget";

export interface SchemaFormProps {
  fields: Field[];
  scope: FormScope;
  /** Scope of credential fields: they are kept apart from the node's properties. */
  credentials?: FormScope;
}

/** Widgets that are no single field, to which a label element could belong. */
const GROUPS = new Set(["rows", "nodes", "code", "label"]);
/** Widgets that need the whole width, with their label above. */
const WIDE = new Set(["code", "rows", "nodes", "textarea", "label"]);

export function SchemaForm({ fields, scope, credentials }: SchemaFormProps) {
  const sections = bySection(fields);
  const titles = [...sections.keys()].filter((title) => title !== "");
  const plain = sections.get("") ?? [];
  const name = plain.filter((field) => field.name === "name");
  const rest = plain.filter((field) => field.name !== "name");
  const tabs = rest.length > 0 ? ["", ...titles] : titles;
  const main = titles.find((title) => sections.get(title)?.some((field) => field.name === "func"));
  const [current, setCurrent] = useState(main ?? tabs[0] ?? "");
  if (titles.length === 0) return <FieldList fields={plain} scope={scope} credentials={credentials} />;
  return (
    <div className={styles.form} style={{ flex: 1 }}>
      <FieldList fields={name} scope={scope} credentials={credentials} isShort />
      <SectionTabs
        tabs={tabs.map((title) => ({
          id: title,
          label: title ? t(title) : t("General"),
          hasProblem: (title === "" ? rest : (sections.get(title) ?? [])).some((field) =>
            problemOf(field, field.widget === "credential" ? (credentials ?? scope) : scope),
          ),
        }))}
        selected={current}
        onSelect={setCurrent}
      >
        <FieldList
          key={current}
          fields={current === "" ? rest : (sections.get(current) ?? [])}
          scope={scope}
          credentials={credentials}
        />
      </SectionTabs>
    </div>
  );
}

function FieldList({ fields, scope, credentials, isShort }: SchemaFormProps & { isShort?: boolean }) {
  return (
    <div className={styles.form} style={isShort ? undefined : { flex: 1, minHeight: 0 }}>
      {withUnits(fields.filter((field) => field.widget !== "hidden" && isShown(field, scope))).map(
        ({ field, unit }, index, lines) => (
          <Fragment key={field.name}>
            {field.heading && field.heading !== lines[index - 1]?.field.heading && (
              <h3 className={styles.heading}>{field.heading}</h3>
            )}
            <FormField
              field={field}
              scope={field.widget === "credential" && credentials ? credentials : scope}
              {...(unit ? { unit } : {})}
            />
          </Fragment>
        ),
      )}
    </div>
  );
}

/**
 * What belongs together stands on one line: a choice without a label right after a number is its unit, a text or number
 * without a label right after a choice is what was chosen.
 */
function withUnits(fields: Field[]): { field: Field; unit?: Field }[] {
  const lines: { field: Field; unit?: Field }[] = [];
  for (const field of fields) {
    const last = lines.at(-1);
    const [before, now] = [last?.field.widget, field.widget];
    const isUnit = before === "number" && now === "select";
    const isDetail = before === "select" && (now === "text" || now === "number");
    if (last && !last.unit && !field.label && (isUnit || isDetail)) last.unit = field;
    else lines.push({ field });
  }
  return lines;
}

/** One field with its label, help and problem. */
export function FormField({ field, unit, scope }: { field: Field; unit?: Field; scope: FormScope }) {
  const id = useId();
  const host = useFormHost();
  const problem = problemOf(field, scope) ?? (unit ? problemOf(unit, scope) : null);
  const isWide = WIDE.has(field.widget);
  const isGroup = GROUPS.has(field.widget);
  const describedBy =
    [field.help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  const label = (
    <>
      {field.icon && (field.icon in icons || isFontAwesome(field.icon)) && (
        <NodeDrawing name={field.icon} size="xs" />
      )}
      {labelOf(field)}
      {field.required && (
        <span className={styles.required} aria-hidden="true">
          *
        </span>
      )}
    </>
  );
  return (
    <div
      className={styles.field}
      data-wide={isWide || undefined}
      data-grow={field.widget === "code" || undefined}
    >
      {field.widget === "checkbox" ? (
        <span />
      ) : field.widget === "code" ? null : isGroup ? (
        <span className={styles.label}>{label}</span>
      ) : (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
      <div className={styles.control}>
        <div
          className={unit ? styles.inline : styles.bare}
          data-detail={field.widget === "select" || undefined}
        >
          <WidgetOf
            field={field}
            scope={scope}
            id={id}
            problem={problemOf(field, scope)}
            isDisabled={host.isReadOnly}
            {...(describedBy ? { describedBy } : {})}
          />
          {unit && (
            <WidgetOf
              field={unit}
              scope={scope}
              id={`${id}-unit`}
              name={unit.widget === "select" ? `Unit of ${labelOf(field)}` : `${labelOf(field)}: value`}
              problem={unit.widget === "select" ? null : problemOf(unit, scope)}
              isDisabled={host.isReadOnly}
            />
          )}
        </div>
        {problem && (
          <span id={`${id}-problem`} className={styles.problem}>
            {problem}
          </span>
        )}
        {field.help && (
          <span id={`${id}-help`} className={styles.help}>
            {withCode(field.help)}
          </span>
        )}
      </div>
    </div>
  );
}

/** A sentence of help, with what stands between backticks set as code. */
function withCode(text: string): ReactNode[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}
