/** The config node that a node uses: choose one, edit it, or add one in a tray of its own. */

import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import styles from "../forms.module.css";
import { useFormHost } from "../host";
import { inputProps, textOf, type WidgetProps } from "./widget-props";

export function ConfigWidget(props: WidgetProps) {
  const { field, scope, isDisabled } = props;
  const host = useFormHost();
  const type = Array.isArray(field.node_type) ? (field.node_type[0] ?? "") : (field.node_type ?? "");
  const choices = host.configNodes(type);
  const value = textOf(scope.get(field.name));
  const known = choices.some((choice) => choice.id === value);
  const name = host.typeLabel(type);
  const take = (id: string) => scope.set({ [field.name]: id });
  return (
    <div className={styles.inline}>
      <select
        {...inputProps(props)}
        className={styles.select}
        value={value}
        onChange={(event) => {
          if (event.target.value === "_ADD_") host.editConfig(type, null, take);
          else take(event.target.value);
        }}
      >
        <option value="">{choices.length === 0 ? t("None yet") : t("None")}</option>
        {value !== "" && !known && <option value={value}>{`missing: ${value}`}</option>}
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
            {choice.detail ? ` (${choice.detail})` : ""}
          </option>
        ))}
        <option value="_ADD_">{`Add new ${name}…`}</option>
      </select>
      {known && (
        <IconButton
          icon="edit"
          label={t("Edit {name}", { name })}
          variant="secondary"
          onPress={() => host.editConfig(type, value, take)}
        />
      )}
      <IconButton
        icon="add"
        label={t("Add new {name}", { name })}
        variant="secondary"
        isDisabled={isDisabled}
        onPress={() => host.editConfig(type, null, take)}
      />
    </div>
  );
}
