/** Records by what they stand on, to look at: the list view of an export. */

import { type ImportItem, nodeLabel } from "../../document";
import { t } from "../../i18n";
import { Tree, TreeItem } from "../../ui/Tree";
import { useEditor } from "../editor";
import { TypeMark } from "./type-mark";

export function RecordTree({ items }: { items: ImportItem[] }) {
  return (
    <Tree aria-label={t("Exported nodes")} defaultExpandedKeys={items.map((item) => item.record.id)}>
      {items.map((item) => (
        <RecordRow key={item.record.id} item={item} />
      ))}
    </Tree>
  );
}

function RecordRow({ item }: { item: ImportItem }) {
  const { types, document } = useEditor();
  const label = nodeLabel(item.record, types, document) || item.record.type;
  return (
    <TreeItem
      id={item.record.id}
      textValue={label}
      label={
        <span style={{ display: "inline-flex", alignItems: "center", gap: "0.5rem" }}>
          <TypeMark item={item} />
          {label}
        </span>
      }
    >
      {item.children.map((child) => (
        <RecordRow key={child.record.id} item={child} />
      ))}
    </TreeItem>
  );
}
