/** Flows for the benchmark and for looking at the canvas: long chains, and one with everything. */
import { type NodeRecord, NodeTypes } from "../../src/document";
import { sampleNode } from "../../src/document/testing/sample-node";
import { sampleType as type } from "../../src/document/testing/sample-types";

export const types = new NodeTypes([
  type("inject", { category: "common", color: "#a6bbcf", icon: "inject", inputs: 0, button: "inject" }),
  type("debug", {
    category: "common",
    color: "#87a980",
    icon: "debug",
    outputs: 0,
    align: "right",
    button: "toggle:active",
  }),
  type("catch", { category: "common", color: "#e49191", icon: "catch", inputs: 0 }),
  type("status", { category: "common", color: "#94c1d0", icon: "status", inputs: 0 }),
  type("link in", { category: "common", color: "#dddddd", icon: "link-in", inputs: 0 }),
  type("link out", { category: "common", color: "#dddddd", icon: "link-out", outputs: 0 }),
  type("comment", { category: "common", color: "#ffffff", icon: "comment", inputs: 0, outputs: 0 }),
  type("function"),
  type("switch", { color: "#e2d96e", icon: "switch" }),
  type("change", { color: "#e2d96e", icon: "swap" }),
  type("template", { color: "#f3b567", icon: "template" }),
  type("delay", { color: "#e6e0f8", icon: "timer" }),
  type("http in", { color: "#e7e7ae", icon: "white-globe", inputs: 0 }),
  type("http response", { color: "#e7e7ae", icon: "white-globe", outputs: 0, align: "right" }),
  type("http request", { color: "#e7e7ae", icon: "white-globe" }),
  type("mqtt in", {
    color: "#d8bfd8",
    icon: "bridge",
    inputs: 0,
    fields: [{ name: "broker", widget: "config", default: "", required: true }],
  }),
  type("mqtt out", { color: "#d8bfd8", icon: "bridge", outputs: 0, align: "right" }),
  type("json", { color: "#debd5c", icon: "parser-json" }),
  type("file", { color: "#debd5c", icon: "file-out" }),
  type("python", { color: "#8fb4d9", icon: "python" }),
]);

const CHAIN = ["inject", "function", "switch", "change", "debug"];
const COLUMNS = 7;

/** Chains inject → function → switch (two outputs) → change → debug, seven side by side, on one flow. */
export function chains(count: number): NodeRecord[] {
  const records: NodeRecord[] = [{ id: "perf", type: "tab", label: "Benchmark" }];
  for (let index = 0; index < count; index++) {
    const step = index % CHAIN.length;
    const chain = Math.floor(index / CHAIN.length);
    const name = CHAIN[step]!;
    const next = step < CHAIN.length - 1 && index + 1 < count ? [`n${index + 1}`] : [];
    records.push({
      id: `n${index}`,
      type: name,
      z: "perf",
      name: `${name} ${index}`,
      ...(name === "switch" ? { outputs: 2 } : {}),
      x: 120 + (chain % COLUMNS) * 1140 + step * 210,
      y: 60 + Math.floor(chain / COLUMNS) * 60,
      wires: name === "debug" ? [] : name === "switch" ? [next, []] : [next],
    });
  }
  return records;
}

/** A flow with one of everything that the canvas draws. */
export function showcase(): NodeRecord[] {
  const node: typeof sampleNode = (id, kind, x, y, wires, more) =>
    sampleNode(id, kind, x, y, wires, { z: "show", ...more });
  return [
    { id: "show", type: "tab", label: "Showcase" },
    {
      id: "sub",
      type: "subflow",
      name: "Convert units",
      in: [{ x: 60, y: 60 }],
      out: [
        { x: 300, y: 40 },
        { x: 300, y: 100 },
      ],
    },
    { id: "other", type: "tab", label: "Alarms" },
    { id: "far", type: "link in", z: "other", name: "alarm", x: 100, y: 100, links: ["lo"], wires: [] },
    {
      id: "g1",
      type: "group",
      z: "show",
      name: "Greenhouse API",
      style: { label: true },
      nodes: ["h1", "f1", "s1", "r1", "r2"],
      x: 54,
      y: 59,
      w: 872,
      h: 142,
    },
    node("h1", "http in", 160, 120, [["f1"]], { name: "[get] /greenhouse", g: "g1" }),
    node("f1", "function", 370, 120, [["s1"]], { name: "read sensors", g: "g1" }),
    node("s1", "switch", 570, 120, [["r1"], ["t1"], ["r2"]], { name: "ok?", outputs: 3, g: "g1" }),
    node("r1", "http response", 820, 100, [], { name: "200", g: "g1" }),
    node("r2", "http response", 820, 160, [], { name: "500", g: "g1" }),
    node("c1", "comment", 190, 260, [], { name: "Every ten seconds, all beds" }),
    node("i1", "inject", 170, 320, [["p1"]], { name: "every 10 s" }),
    node("p1", "python", 380, 320, [["j1"]], { name: "moving average" }),
    node("j1", "junction", 520, 320, [["ch", "sf", "te"]]),
    node("ch", "change", 660, 280, [["d1"]], { name: "set topic" }),
    node("sf", "subflow:sub", 670, 340, [["d1"], ["lo"]]),
    node("te", "template", 660, 400, [["mq"]], { name: "message" }),
    node("d1", "debug", 900, 280, [], { name: "readings", active: true }),
    node("lo", "link out", 835, 360, [], { name: "alarm", links: ["far", "li"] }),
    node("li", "link in", 155, 480, [["de"]], { name: "alarm", links: ["lo"] }),
    node("mq", "mqtt out", 900, 420, [], { name: "home/greenhouse" }),
    node("mi", "mqtt in", 170, 420, [["t1"]], { name: "home/+/set" }),
    node("t1", "json", 390, 420, [["te", "f1"]], { name: "" }),
    node("de", "delay", 290, 480, [["un", "de"]], { name: "limit 1 msg/s" }),
    node("un", "contrib-thing", 500, 480, [["d2"]], { name: "not installed" }),
    node("d2", "debug", 690, 480, [], { name: "errors", active: false }),
    node("ca", "catch", 150, 550, [["dis"]], { name: "catch all" }),
    node("dis", "function", 370, 550, [["d2"]], { name: "disabled one", d: true }),
    node("ml", "function", 560, 560, [[]], { name: "two lines\\n of a label" }),
  ];
}
