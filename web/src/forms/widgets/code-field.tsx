/** Source text in a code editor, which can be opened large. */

import { useRef, useState } from "react";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { ExpandedEditor } from "../expand/expanded-editor";
import { labelOf } from "../field";
import styles from "../forms.module.css";
import { useFormHost } from "../host";
import codeStyles from "./code.module.css";
import { CodeEditor } from "./code-editor";
import { textOf, type WidgetProps } from "./widget-props";

/** The language of a code field: its own, or what another property says (`@format`). */
export function languageOf({ field, scope }: WidgetProps): string {
  const language = field.language ?? "text";
  return language.startsWith("@") ? textOf(scope.get(language.slice(1))) || "text" : language;
}

export function CodeWidget(props: WidgetProps) {
  const { field, scope, isDisabled } = props;
  const host = useFormHost();
  // The parts of a function are one piece of code: the others are read when something is asked.
  const current = useRef(scope);
  current.current = scope;
  const [python] = useState(() => host.python(field.name, (name) => current.current.get(name)));
  const [isExpanded, setExpanded] = useState(false);
  const label = labelOf(field);
  const language = languageOf(props);
  const scripts = Object.entries(field.scripts ?? {});
  const value = textOf(scope.get(field.name));
  const set = (text: string) => scope.set({ [field.name]: text });
  return (
    <>
      {(label !== field.section || scripts.length > 0) && (
        <div className={codeStyles.codeHead}>
          <span className={styles.label}>{label}</span>
          {scripts.map(([name, text]) => (
            <Button key={name} size="sm" variant="quiet" isDisabled={isDisabled} onPress={() => set(text)}>
              {name}
            </Button>
          ))}
        </div>
      )}
      <div className={codeStyles.codeBox}>
        <CodeEditor
          value={value}
          language={language}
          label={label}
          onChange={set}
          isDisabled={isDisabled}
          python={python}
        />
        <IconButton
          icon="expand"
          label={t("Edit {label} in a large editor", { label })}
          size="sm"
          onPress={() => setExpanded(true)}
        />
      </div>
      {isExpanded && (
        <ExpandedEditor
          title={label}
          language={language}
          value={value}
          isDisabled={isDisabled}
          python={python}
          onClose={() => setExpanded(false)}
          onDone={(text) => {
            set(text);
            setExpanded(false);
          }}
        />
      )}
    </>
  );
}
