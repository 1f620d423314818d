/** JSON as text, or as a tree of rows. The text is what counts: the tree is read from it and written back to it. */

import { useState } from "react";
import { t } from "../../i18n";
import { Button, IconButton } from "../../ui/Button";
import { ChoiceBar } from "../../ui/ChoiceBar";
import { Icon } from "../../ui/Icon";
import { MenuButton, MenuItem, MenuSection } from "../../ui/Menu";
import { CodeEditor } from "../widgets/code-editor";
import styles from "./expand.module.css";
import type { ExpandedContentProps } from "./expanded-editor";
import {
  edited,
  type JsonKind,
  type JsonNode,
  moved,
  pathOf,
  problemIn,
  sorted,
  toValue,
  treeOf,
  withCopy,
  withKind,
  withNew,
  without,
} from "./json-tree";

type View = "text" | "tree";

function parse(text: string): { value: unknown } | { problem: string } {
  if (text.trim() === "") return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

export function JsonEditor({ value, label, isDisabled, onChange }: ExpandedContentProps) {
  const [root, setRoot] = useState<JsonNode | null>(null);
  const read = parse(value);
  const view: View = root ? "tree" : "text";
  const show = (next: View) => setRoot(next === "tree" && "value" in read ? treeOf(read.value) : null);
  const change = (next: JsonNode) => {
    setRoot(next);
    onChange(JSON.stringify(toValue(next), null, 4));
  };
  return (
    <div className={styles.stack}>
      <div className={styles.bar}>
        <ChoiceBar
          label={t("Shown as")}
          value={view}
          options={[
            { value: "text", label: t("Text") },
            { value: "tree", label: t("Tree"), isDisabled: !("value" in read) },
          ]}
          onChange={show}
        />
        <span className={styles.space} />
        {!root && (
          <Button
            size="sm"
            variant="quiet"
            icon="wand"
            isDisabled={isDisabled || !("value" in read)}
            onPress={() => "value" in read && onChange(JSON.stringify(read.value, null, 4))}
          >
            {t("Format")}
          </Button>
        )}
      </div>
      {root ? (
        <div className={styles.tree}>
          <ul className={styles.rows} aria-label={label}>
            <JsonRow root={root} node={root} depth={0} isDisabled={isDisabled === true} onChange={change} />
          </ul>
        </div>
      ) : (
        <CodeEditor
          value={value}
          language="json"
          label={label}
          isDisabled={isDisabled ?? false}
          autoFocus
          onChange={onChange}
        />
      )}
      {"problem" in read && (
        <p className={styles.problem} role="alert">
          {read.problem}
        </p>
      )}
    </div>
  );
}

interface JsonRowProps {
  root: JsonNode;
  node: JsonNode;
  parent?: JsonNode;
  index?: number;
  depth: number;
  isDisabled: boolean;
  onChange: (root: JsonNode) => void;
}

const KINDS: JsonKind[] = ["string", "number", "boolean", "null", "object", "array"];

function JsonRow({ root, node, parent, index = 0, depth, isDisabled, onChange }: JsonRowProps) {
  const [isOpen, setOpen] = useState(depth < 2 || node.children.length <= 3);
  const isNest = node.kind === "object" || node.kind === "array";
  const problem = problemIn(node, parent);
  const name = parent?.kind === "object" ? node.key : parent ? `[${index}]` : t("the value");
  const add = () => {
    onChange(withNew(root, node.id, "inside")[0]);
    setOpen(true);
  };
  return (
    <li>
      <div className={styles.row} style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
        {isNest ? (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-label={isOpen ? t("Close {name}", { name }) : t("Open {name}", { name })}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? "chevron-down" : "chevron-right"} size="xs" />
          </button>
        ) : (
          <span className={styles.toggle} />
        )}
        {parent?.kind === "object" ? (
          <input
            className={`${styles.cell} ${styles.key}`}
            aria-label={t("Name")}
            aria-invalid={problem === "name" || undefined}
            title={problem === "name" ? t("The name stands twice: the last one counts.") : undefined}
            spellCheck={false}
            disabled={isDisabled}
            value={node.key}
            onChange={(event) => onChange(edited(root, node.id, { key: event.target.value }))}
          />
        ) : (
          <span className={styles.index}>{parent ? index : ""}</span>
        )}
        <select
          className={`${styles.cell} ${styles.kind}`}
          aria-label={t("Type of {name}", { name })}
          disabled={isDisabled}
          value={node.kind}
          onChange={(event) => onChange(withKind(root, node.id, event.target.value as JsonKind))}
        >
          {KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
        <JsonValue
          node={node}
          name={name}
          isInvalid={problem === "number"}
          isDisabled={isDisabled}
          onText={(text) => onChange(edited(root, node.id, { text }))}
        />
        {isNest && (
          <IconButton
            icon="add"
            size="sm"
            label={t("Add to {name}", { name })}
            isDisabled={isDisabled}
            onPress={add}
          />
        )}
        <RowMenu {...{ root, node, isDisabled, onChange }} isRoot={!parent} name={name} />
      </div>
      {isNest && isOpen && node.children.length > 0 && (
        <ul className={styles.rows}>
          {node.children.map((child, at) => (
            <JsonRow
              key={child.id}
              {...{ root, isDisabled, onChange }}
              node={child}
              parent={node}
              index={at}
              depth={depth + 1}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

interface JsonValueProps {
  node: JsonNode;
  name: string;
  isInvalid: boolean;
  isDisabled: boolean;
  onText: (text: string) => void;
}

function JsonValue({ node, name, isInvalid, isDisabled, onText }: JsonValueProps) {
  const label = t("Value of {name}", { name });
  switch (node.kind) {
    case "object":
      return (
        <span className={styles.count}>
          {t("{n, plural, one {# property} other {# properties}}", { n: node.children.length })}
        </span>
      );
    case "array":
      return (
        <span className={styles.count}>
          {t("{n, plural, one {# item} other {# items}}", { n: node.children.length })}
        </span>
      );
    case "null":
      return <span className={styles.count} />;
    case "boolean":
      return (
        <select
          className={`${styles.cell} ${styles.value}`}
          aria-label={label}
          disabled={isDisabled}
          value={node.text}
          onChange={(event) => onText(event.target.value)}
        >
          <option>true</option>
          <option>false</option>
        </select>
      );
    default:
      return (
        <input
          className={`${styles.cell} ${styles.value}`}
          aria-label={label}
          aria-invalid={isInvalid || undefined}
          title={isInvalid ? t("This is not a number.") : undefined}
          inputMode={node.kind === "number" ? "decimal" : undefined}
          spellCheck={false}
          disabled={isDisabled}
          value={node.text}
          onChange={(event) => onText(event.target.value)}
        />
      );
  }
}

interface RowMenuProps {
  root: JsonNode;
  node: JsonNode;
  name: string;
  isRoot: boolean;
  isDisabled: boolean;
  onChange: (root: JsonNode) => void;
}

function RowMenu({ root, node, name, isRoot, isDisabled, onChange }: RowMenuProps) {
  const isNest = node.kind === "object" || node.kind === "array";
  const actions: Record<string, () => void> = {
    before: () => onChange(withNew(root, node.id, "before")[0]),
    after: () => onChange(withNew(root, node.id, "after")[0]),
    copy: () => onChange(withCopy(root, node.id)),
    up: () => onChange(moved(root, node.id, -1)),
    down: () => onChange(moved(root, node.id, 1)),
    sort: () => onChange(sorted(root, node.id)),
    path: () => void navigator.clipboard?.writeText(pathOf(root, node.id) ?? "").catch(() => undefined),
    delete: () => onChange(without(root, node.id)),
  };
  return (
    <MenuButton
      label={t("More for {name}", { name })}
      icon="more"
      size="sm"
      isDisabled={isDisabled}
      onAction={(key) => actions[String(key)]?.()}
    >
      {!isRoot && (
        <MenuSection>
          <MenuItem id="before">{t("Insert above")}</MenuItem>
          <MenuItem id="after">{t("Insert below")}</MenuItem>
          <MenuItem id="copy">{t("Duplicate")}</MenuItem>
          <MenuItem id="up">{t("Move up")}</MenuItem>
          <MenuItem id="down">{t("Move down")}</MenuItem>
        </MenuSection>
      )}
      {isNest && (
        <MenuSection>
          <MenuItem id="sort">{t("Sort")}</MenuItem>
        </MenuSection>
      )}
      <MenuSection>
        <MenuItem id="path">{t("Copy path")}</MenuItem>
        {!isRoot && (
          <MenuItem id="delete" danger>
            {t("Delete")}
          </MenuItem>
        )}
      </MenuSection>
    </MenuButton>
  );
}
