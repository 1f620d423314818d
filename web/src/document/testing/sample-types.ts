/** A small palette for tests, in the shape of `GET /api/v1/node-types`. */
import { type Field, type NodeType, NodeTypes } from "../node-types";

const text = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  widget: "text",
  default: "",
  ...more,
});

export function sampleType(type: string, more: Partial<NodeType> = {}): NodeType {
  return {
    type,
    category: "function",
    color: "#fdd0a2",
    icon: "function",
    inputs: 1,
    outputs: 1,
    label: [{ text: "{name}" }],
    palette_label: type,
    align: "left",
    button: null,
    output_labels: [],
    module: "wirelatch",
    version: "1",
    help: "",
    fields: [text("name")],
    ...more,
  };
}

export const sampleTypes = new NodeTypes([
  sampleType("inject", {
    category: "common",
    color: "#a6bbcf",
    icon: "inject",
    inputs: 0,
    button: "inject",
    label: [{ text: "{name}" }, { text: "{topic}", when: { payloadType: ["str"] } }, { text: "timestamp" }],
    fields: [
      text("name"),
      text("topic"),
      { name: "payload", widget: "typed", default: "", type_property: "payloadType", type_default: "date" },
      { name: "payloadType", widget: "hidden", default: "date" },
      { name: "onceDelay", widget: "number", default: 0.1, minimum: 0 },
    ],
  }),
  sampleType("debug", {
    category: "common",
    color: "#87a980",
    icon: "debug",
    outputs: 0,
    align: "right",
    button: "toggle:active",
    fields: [text("name", { default: "_DEFAULT_" }), { name: "active", widget: "hidden", default: true }],
  }),
  sampleType("function", {
    fields: [
      text("name", { default: "_DEFAULT_" }),
      { name: "func", widget: "code", default: "\nreturn msg;" },
      { name: "outputs", widget: "number", default: 1 },
    ],
  }),
  sampleType("switch", { fields: [text("name"), { name: "outputs", widget: "number", default: 1 }] }),
  sampleType("change"),
  sampleType("comment", { category: "common", color: "#ffffff", icon: "comment", inputs: 0, outputs: 0 }),
  sampleType("link in", {
    category: "common",
    inputs: 0,
    color: "#dddddd",
    fields: [text("name"), { name: "links", widget: "nodes", default: [] }],
  }),
  sampleType("link out", {
    category: "common",
    outputs: 0,
    color: "#dddddd",
    fields: [text("name"), { name: "links", widget: "nodes", default: [] }],
  }),
  sampleType("catch", {
    category: "common",
    inputs: 0,
    color: "#e49191",
    fields: [text("name"), { name: "scope", widget: "nodes", default: null }],
  }),
  sampleType("mqtt in", {
    category: "network",
    color: "#d8bfd8",
    icon: "mqtt",
    inputs: 0,
    label: [{ text: "{name}" }, { text: "{topic}" }],
    fields: [
      text("name"),
      text("topic", { required: true, when: { topicType: ["topic"] } }),
      { name: "topicType", widget: "hidden", default: "topic" },
      { name: "broker", widget: "config", default: "", node_type: "mqtt-broker", required: true },
      { name: "inputs", widget: "hidden", default: 0 },
    ],
  }),
  sampleType("mqtt-broker", {
    category: "config",
    fields: [
      text("name"),
      text("broker", { required: true }),
      { name: "tls", widget: "config", default: "", node_type: "tls-config" },
    ],
  }),
  sampleType("tls-config", { category: "config" }),
]);
