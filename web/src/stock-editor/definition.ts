/** The definition of a node type for the stock editor's registry, made from its palette entry. */
import { nodeLabel } from "../document/labels";
import { type Field, type NodeType, NodeTypes } from "../document/node-types";
import type { NodeRecord } from "../document/records";
import { buttonOf } from "./button";
import { StockForm } from "./form";
import { red, type StockNode } from "./red";

/** Type of a link to other nodes, so that pasting and importing them maps the ids. */
function referenceType(field: Field): string | undefined {
  const types = typeof field.node_type === "string" ? [field.node_type] : (field.node_type ?? []);
  if (field.widget === "config") return types.join(" | ") || undefined;
  if (field.widget === "nodes") return `${types.length > 1 ? `(${types.join("|")})` : (types[0] ?? "*")}[]`;
  return undefined;
}

function defaultsOf(fields: Field[]): Record<string, object> {
  const defaults: Record<string, object> = {};
  const names = new Set(fields.map((field) => field.name));
  for (const field of fields) {
    if (field.widget === "credential" || field.widget === "which" || field.name in defaults) continue;
    const type = referenceType(field);
    defaults[field.name] = {
      value: field.default ?? (field.default === null ? null : ""),
      ...(field.required && !field.when ? { required: true } : {}),
      ...(field.widget === "config" && !field.required ? { required: false } : {}),
      ...(type ? { type } : {}),
    };
    if (field.type_property && !names.has(field.type_property) && !(field.type_property in defaults)) {
      defaults[field.type_property] = { value: field.type_default ?? "" };
    }
  }
  return defaults;
}

function credentialsOf(fields: Field[]): Record<string, object> | undefined {
  const found = fields.filter((field) => field.widget === "credential");
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map((field) => [field.name, { type: field.secret ? "password" : "text" }]));
}

export function definitionOf(type: NodeType): object {
  const types = new NodeTypes([type]);
  const credentials = credentialsOf(type.fields);
  const button = buttonOf(type);
  return {
    category: type.category,
    color: type.color,
    icon: `${type.icon}.svg`,
    inputs: type.inputs,
    outputs: type.outputs,
    align: type.align,
    paletteLabel: type.palette_label,
    defaults: defaultsOf(type.fields),
    ...(credentials ? { credentials } : {}),
    ...(button ? { button } : {}),
    label(this: StockNode) {
      return nodeLabel(this as unknown as NodeRecord, types);
    },
    labelStyle(this: StockNode) {
      return this.name ? "node_label_italic" : "";
    },
    outputLabels: (index: number) => type.output_labels[index] ?? "",
    onadd(this: StockNode) {
      if (this.name !== "_DEFAULT_") return;
      this.name = "";
      red().actions.invoke("core:generate-node-names", this, { generateHistory: false });
    },
    oneditprepare(this: StockNode) {
      StockForm.open(this, type);
    },
    oneditsave(this: StockNode) {
      return StockForm.of(this)?.save();
    },
    oneditcancel(this: StockNode) {
      StockForm.of(this)?.close();
    },
    oneditdelete(this: StockNode) {
      StockForm.of(this)?.close();
    },
    oneditresize(this: StockNode) {
      StockForm.of(this)?.resize();
    },
  };
}
