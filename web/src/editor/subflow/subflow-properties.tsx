/**
 * The properties of a subflow: its name, and the variables that each instance can set, with the form in which it does.
 * The form can be looked at as it will be.
 */

import { useState } from "react";
import type { EnvEntry, SubflowRecord } from "../../document";
import { FormField, type FormScope, RowList, SchemaForm } from "../../forms";
import { language, t } from "../../i18n";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { EmptyState } from "../../ui/Feedback";
import { useEditor } from "../editor";
import { ENV_PREFIX, instanceFields, openInstanceEnv } from "../tray/structural-fields";
import { EnvRow } from "./env-row";
import styles from "./subflow.module.css";

/** The languages that labels can be written in: those of Node-RED's editor. */
const LANGUAGES = ["de", "en-US", "es-ES", "fr", "ja", "ko", "pt-BR", "ru", "zh-CN", "zh-TW"];

interface SubflowPropertiesProps {
  record: SubflowRecord;
  scope: FormScope;
}

export function SubflowProperties({ record, scope }: SubflowPropertiesProps) {
  const { canWrite } = useEditor();
  const [isPreview, setPreview] = useState(false);
  const [locale, setLocale] = useState(
    () => LANGUAGES.find((tag) => tag.startsWith(language()) && tag !== "en") ?? "en-US",
  );
  const value = scope.get("env");
  const entries = Array.isArray(value) ? (value as EnvEntry[]) : [];
  return (
    <div className={styles.properties}>
      <FormField field={{ name: "name", widget: "text", label: t("Name") }} scope={scope} />
      <div className={styles.bar}>
        <span className={styles.title}>{t("Properties")}</span>
        <ChoiceBar
          label={t("Shown as")}
          value={isPreview ? "preview" : "edit"}
          options={[
            { value: "edit", label: t("Edit") },
            { value: "preview", label: t("Preview") },
          ]}
          onChange={(view) => setPreview(view === "preview")}
        />
        <span className={styles.space} />
        <label className={styles.locale}>
          {t("Labels in")}
          <select
            className={styles.select}
            value={locale}
            onChange={(event) => setLocale(event.target.value)}
          >
            {LANGUAGES.map((tag) => (
              <option key={tag} value={tag}>
                {new Intl.DisplayNames([language()], { type: "language" }).of(tag)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {isPreview ? (
        <Preview record={record} entries={entries} locale={locale} />
      ) : (
        <>
          <RowList
            label={t("Properties")}
            one={t("property")}
            rows={entries}
            isDisabled={!canWrite}
            onChange={(rows) => scope.set({ env: rows })}
            onAdd={(): EnvEntry => ({ name: "", type: "str", value: "" })}
          >
            {(row, index, change) => (
              <EnvRow
                entry={row as EnvEntry}
                index={index}
                locale={locale}
                isTwice={entries.some(
                  (other) => other !== row && other.name !== "" && other.name === row.name,
                )}
                isDisabled={!canWrite}
                onChange={change}
              />
            )}
          </RowList>
          <p className={styles.hint}>
            {t("Each is an environment variable inside of the subflow, and a field of its instances.")}
          </p>
        </>
      )}
    </div>
  );
}

interface PreviewProps {
  record: SubflowRecord;
  entries: EnvEntry[];
  locale: string;
}

/** The form of an instance that sets nothing; what is tried in it is forgotten. */
function Preview({ record, entries, locale }: PreviewProps) {
  const definition: SubflowRecord = { ...record, env: entries };
  const fields = instanceFields(definition, locale).filter(({ name }) => name.startsWith(ENV_PREFIX));
  const [values, setValues] = useState<Record<string, unknown>>(() => openInstanceEnv(definition, []));
  const scope: FormScope = {
    get: (name) => values[name],
    set: (changes) => setValues((now) => ({ ...now, ...changes })),
  };
  return (
    <div className={styles.preview}>
      {fields.length === 0 ? (
        <EmptyState icon="sliders" title={t("Nothing to set")}>
          <p>{t("Add properties, and instances show a form for them.")}</p>
        </EmptyState>
      ) : (
        <SchemaForm fields={fields} scope={scope} />
      )}
    </div>
  );
}
