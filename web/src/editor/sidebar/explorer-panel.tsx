/** Everything in the document as a tree that the keyboard reaches: flows, subflows, config nodes. */

import { useMemo, useState } from "react";
import { Collection } from "react-aria-components";
import {
  type FlowDocument,
  isGroup,
  isJunction,
  type NodeRecord,
  type NodeTypes,
  nodeLabel,
  typeOf,
} from "../../document";
import { IconButton } from "../../ui/Button";
import { SearchField } from "../../ui/Field";
import { Tree, TreeItem } from "../../ui/Tree";
import { type Editor, useDocument, useEditor } from "../editor";
import { ui } from "../store";
import styles from "./sidebar.module.css";

interface Branch {
  id: string;
  label: string;
  record?: NodeRecord;
  children: Branch[];
}

export function ExplorerPanel() {
  const editor = useEditor();
  const document = useDocument();
  const [text, setText] = useState("");
  const version = document.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the document's content.
  const roots = useMemo(
    () => outline(document, editor.types, text.trim().toLowerCase()),
    [version, editor, text],
  );
  return (
    <>
      <div className={styles.bar}>
        <SearchField label="Find in the explorer" quiet value={text} onChange={setText} />
      </div>
      <div className={styles.treeHost}>
        <Tree
          aria-label="Explorer"
          items={roots}
          key={text === "" ? "all" : "found"}
          defaultExpandedKeys={text === "" ? ["flows"] : everyKey(roots)}
          onAction={(key) => open(editor, String(key))}
        >
          {(branch) => <BranchItem branch={branch} editor={editor} />}
        </Tree>
      </div>
    </>
  );
}

function open(editor: Editor, id: string): void {
  const record = editor.document.get(id);
  if (!record) return;
  if (record.type === "tab" || record.type === "subflow") editor.context?.ui.showFlow(id);
  else if (record.x === undefined) ui.openTray({ id });
  else editor.canvas?.revealNode(id);
}

function BranchItem({ branch, editor }: { branch: Branch; editor: Editor }) {
  const { record } = branch;
  const color = record && typeOf(record, editor.types, editor.document)?.color;
  return (
    <TreeItem
      id={branch.id}
      textValue={branch.label}
      label={
        <span className={record?.d || record?.disabled ? styles.muted : undefined}>
          {color && (
            <span
              className={styles.dot}
              style={{ backgroundColor: color, display: "inline-block", marginRight: 6 }}
            />
          )}
          {branch.label}
        </span>
      }
      suffix={
        record ? (
          <span className={styles.rowTools}>
            <IconButton
              icon="edit"
              size="sm"
              label={`Edit ${branch.label}`}
              onPress={() => ui.openTray({ id: branch.id })}
            />
          </span>
        ) : (
          <span className={styles.count}>{branch.children.length}</span>
        )
      }
    >
      <Collection items={branch.children}>
        {(child) => <BranchItem branch={child} editor={editor} />}
      </Collection>
    </TreeItem>
  );
}

function everyKey(branches: Branch[]): string[] {
  return branches.flatMap((branch) => [branch.id, ...everyKey(branch.children)]);
}

/** The tree; with a text, only what it names and what leads there. */
function outline(document: FlowDocument, types: NodeTypes, wanted: string): Branch[] {
  const label = (record: NodeRecord) => nodeLabel(record, types, document) || record.type;
  const leaf = (record: NodeRecord): Branch => ({
    id: record.id,
    label: label(record),
    record,
    children: [],
  });
  const flow = (record: NodeRecord): Branch => {
    const groups = new Map<string, Branch>();
    const inside = document.onFlow(record.id).filter((item) => !isJunction(item));
    for (const item of inside)
      if (isGroup(item)) groups.set(item.id, { ...leaf(item), label: label(item) || "Group" });
    const top: Branch[] = [];
    for (const item of inside) {
      const branch = groups.get(item.id) ?? leaf(item);
      (groups.get(item.g ?? "")?.children ?? top).push(branch);
    }
    return { ...leaf(record), children: top };
  };
  const roots: Branch[] = [
    { id: "flows", label: "Flows", children: document.tabs().map(flow) },
    { id: "subflows", label: "Subflows", children: document.subflows().map(flow) },
    { id: "configs", label: "Config nodes", children: document.configNodes().map(leaf) },
  ];
  return wanted === ""
    ? roots
    : roots.map((root) => prune(root, wanted)).filter((root) => root.children.length > 0);
}

function prune(branch: Branch, wanted: string): Branch {
  const children = branch.children
    .map((child) => prune(child, wanted))
    .filter((child) => child.children.length > 0 || found(child, wanted));
  return { ...branch, children };
}

const found = ({ label, record, id }: Branch, wanted: string) =>
  `${label} ${record?.type ?? ""} ${id}`.toLowerCase().includes(wanted);
