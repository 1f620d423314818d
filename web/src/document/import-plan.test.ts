import { describe, expect, it } from "vitest";
import { FlowDocument } from "./flow-document";
import { importRecords } from "./import";
import { choicesOfPlan, conflictCount, type ImportChoice, importPlan } from "./import-plan";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";

const FLOW = "1111111111111111";
const NODE = "2222222222222222";
const SUB = "3333333333333333";
const INNER = "4444444444444444";
const CFG = "5555555555555555";

const there: NodeRecord[] = [
  { id: FLOW, type: "tab", label: "Ours" },
  { id: SUB, type: "subflow", name: "Ours", in: [], out: [] },
  { id: INNER, type: "debug", z: SUB, name: "ours", x: 9, y: 9, wires: [] },
  { id: NODE, type: "mqtt in", z: FLOW, topic: "ours", broker: CFG, x: 100, y: 40, wires: [[]] },
  { id: CFG, type: "mqtt-broker", broker: "ours", tls: "" },
  { id: "6666666666666666", type: "mqtt in", z: FLOW, topic: "second", broker: CFG, x: 1, y: 1, wires: [[]] },
];
const theirs: NodeRecord[] = [
  { id: FLOW, type: "tab", label: "Theirs" },
  { id: SUB, type: "subflow", name: "Theirs", in: [], out: [] },
  { id: INNER, type: "debug", z: SUB, name: "theirs", x: 9, y: 9, wires: [] },
  { id: NODE, type: "mqtt in", z: FLOW, topic: "theirs", broker: CFG, x: 100, y: 40, wires: [[]] },
  { id: CFG, type: "mqtt-broker", broker: "theirs", tls: "" },
];

function bring(chosen: Record<string, ImportChoice> = {}, records = theirs) {
  const document = FlowDocument.fromJSON(structuredClone(there), sampleTypes);
  const plan = importPlan(records, document);
  const choices = choicesOfPlan(plan, new Map(Object.entries(chosen)));
  let result!: ReturnType<typeof importRecords>;
  document.transact("Import", (tx) => {
    result = importRecords(tx, document, sampleTypes, records, { z: FLOW, choices });
  });
  return { document, result, plan };
}

describe("the choices of an import", () => {
  it("are offered by flow: subflows, flows, nodes of none, config nodes", () => {
    const loose: NodeRecord = { id: "7777777777777777", type: "debug", z: "gone", x: 1, y: 1, wires: [] };
    const plan = importPlan([...theirs, loose], FlowDocument.fromJSON(there, sampleTypes));
    expect(plan.map((item) => [item.kind, item.choices[0], item.children.length])).toEqual([
      ["subflow", "skip", 1],
      ["flow", "copy", 1],
      ["node", "import", 0],
      ["config", "skip", 0],
    ]);
    expect(conflictCount(plan)).toBe(5);
  });

  it("are Node-RED's where nothing is chosen: flows are copied, subflows and config nodes that are there used", () => {
    const { document, result } = bring();
    expect(result.reused).toEqual([SUB, CFG]);
    expect(result.tabs).toHaveLength(1);
    expect(document.get(CFG)?.broker).toBe("ours");
    const copy = document.onFlow(result.tabs[0]!)[0]!;
    expect(copy).toMatchObject({ topic: "theirs", broker: CFG });
    expect(copy.id).not.toBe(NODE);
    expect(document.onFlow(SUB)).toMatchObject([{ name: "ours" }]);
  });

  it("replace a flow with all that stands on it, in its place", () => {
    const { document } = bring({ [FLOW]: "replace" });
    expect(document.tabs()).toMatchObject([{ id: FLOW, label: "Theirs" }]);
    expect(document.onFlow(FLOW)).toMatchObject([{ id: NODE, topic: "theirs" }]);
    expect(document.toJSON()[0]?.id).toBe(FLOW);
    document.undo();
    expect(JSON.stringify(document.toJSON())).toBe(JSON.stringify(there));
  });

  it("replace a subflow and a config node, which their users keep", () => {
    const { document } = bring({ [SUB]: "replace", [CFG]: "replace", [FLOW]: "skip" });
    expect(document.get(SUB)?.name).toBe("Theirs");
    expect(document.onFlow(SUB)).toMatchObject([{ id: INNER, name: "theirs" }]);
    expect(document.get(CFG)?.broker).toBe("theirs");
    expect(document.get(NODE)).toMatchObject({ topic: "ours", broker: CFG });
  });

  it("copy a config node, which the imported nodes use then", () => {
    const { document, result } = bring({ [CFG]: "copy" });
    const copied = result.configs[0]!;
    expect(copied).not.toBe(CFG);
    expect(document.onFlow(result.tabs[0]!)[0]?.broker).toBe(copied);
  });

  it("never put something of another type in the place of what has its id", () => {
    const other: NodeRecord[] = [{ id: CFG, type: "tls-config" }];
    const { document, plan } = bring({ [CFG]: "replace" }, other);
    expect(plan[0]?.choices).toEqual(["copy", "skip"]);
    expect(document.get(CFG)?.type).toBe("mqtt-broker");
    expect(document.configNodes()).toHaveLength(2);
  });
});

it("joins the imported global variables to those that are there, and tells the packages it names", () => {
  const env = (name: string, value: string) => ({ name, value, type: "str" });
  const document = FlowDocument.fromJSON(
    [{ id: "g", type: "global-config", env: [env("A", "1"), env("B", "1")] }],
    sampleTypes,
  );
  const text: NodeRecord[] = [
    { id: "h", type: "global-config", env: [env("B", "2")], modules: { "node-red-contrib-x": "1.0.0" } },
  ];
  let result!: ReturnType<typeof importRecords>;
  document.transact("Import", (tx) => {
    result = importRecords(tx, document, sampleTypes, text, { z: "t", ids: "keep" });
  });
  expect(document.toJSON()).toEqual([
    { id: "g", type: "global-config", env: [env("A", "1"), env("B", "2")] },
  ]);
  expect(result.modules).toEqual({ "node-red-contrib-x": "1.0.0" });
});
