import { describe, expect, it } from "vitest";
import { FlowDocument } from "./flow-document";
import { labelLines, nodeLabel, portLabel, showsLabel } from "./labels";
import { newConfigNode, newNode } from "./new-node";
import { NodeTypes } from "./node-types";
import { portCounts } from "./ports";
import { configChoices, configUsers, groupsAround, membersOf, reachable, wouldRecurse } from "./queries";
import type { NodeRecord } from "./records";
import { sampleType, sampleTypes } from "./testing/sample-types";
import { isPropertyPath, validate } from "./validate";

const node = (type: string, more: object = {}): NodeRecord => ({
  id: type,
  type,
  z: "t",
  x: 0,
  y: 0,
  wires: [],
  ...more,
});
const open = (...records: NodeRecord[]) =>
  FlowDocument.fromJSON([{ id: "t", type: "tab" }, ...records], sampleTypes);

describe("labels", () => {
  it("pass over a value that is too long, and mark what is on", () => {
    const label = [{ text: "{payload:5}{once? ¹}{repeat? ↻}" }, { text: "inject{repeat? ↻}" }];
    const types = new NodeTypes([sampleType("inject", { label })]);
    const labelOf = (more: object) => nodeLabel(node("inject", more), types);
    expect(labelOf({ payload: "hello" })).toBe("hello");
    expect(labelOf({ payload: "hello", once: true, repeat: "0" })).toBe("hello ¹");
    expect(labelOf({ payload: "hello!", repeat: "5" })).toBe("inject ↻");
  });

  it("come from the first rule whose properties are set and whose condition holds", () => {
    expect(nodeLabel(node("inject", { name: "go" }), sampleTypes)).toBe("go");
    expect(nodeLabel(node("inject", { topic: "x", payloadType: "str" }), sampleTypes)).toBe("x");
    expect(nodeLabel(node("inject", { topic: "x", payloadType: "date" }), sampleTypes)).toBe("timestamp");
    expect(nodeLabel(node("change"), sampleTypes)).toBe("change");
  });

  it("may look into lists", () => {
    const label = [
      { text: "set {rules.0.p}", when: { "rules.length": [1] } },
      { text: "{rules.length} rules" },
    ];
    const types = new NodeTypes([sampleType("change", { label })]);
    expect(nodeLabel(node("change", { rules: [{ p: "payload" }] }), types)).toBe("set payload");
    expect(nodeLabel(node("change", { rules: [{}, {}] }), types)).toBe("2 rules");
    expect(nodeLabel(node("change"), types)).toBe("change");
  });

  it("may name what another node has, and a context key without its store", () => {
    const document = open({ id: "c", type: "websocket-client", path: "wss://a" });
    const label = [{ text: "[ws] {client>path}" }, { text: "{kind}.{#payload}" }];
    const types = new NodeTypes([sampleType("ws", { label })]);
    expect(nodeLabel(node("ws", { client: "c" }), types, document)).toBe("[ws] wss://a");
    expect(nodeLabel(node("ws", { kind: "flow", payload: "#:(file)::a.b" }), types, document)).toBe(
      "flow.a.b",
    );
    expect(nodeLabel(node("ws", { client: "gone" }), types, document)).toBe("ws");
  });

  it("of an unknown type are its name or its type", () => {
    expect(nodeLabel(node("foreign", { name: "n" }), sampleTypes)).toBe("n");
    expect(nodeLabel(node("foreign"), sampleTypes)).toBe("foreign");
  });

  it("of a subflow instance are its name, else the subflow's", () => {
    const document = open({ id: "s", type: "subflow", name: "Sum" });
    expect(nodeLabel(node("subflow:s"), sampleTypes, document)).toBe("Sum");
    expect(nodeLabel(node("subflow:s", { name: "mine" }), sampleTypes, document)).toBe("mine");
  });

  it("break at \\n typed into a name, and are hidden at link nodes", () => {
    expect(labelLines("one\\n two")).toEqual(["one", "two"]);
    expect([
      showsLabel(node("link in")),
      showsLabel(node("link in", { l: true })),
      showsLabel(node("change", { l: false })),
    ]).toEqual([false, true, false]);
  });

  it("of ports are the node's own, else its type's", () => {
    const types = new NodeTypes([
      sampleType("exec", { outputs: 3, output_labels: ["stdout", "stderr", "return code"] }),
    ]);
    expect(portLabel(node("exec"), "output", 1, types)).toBe("stderr");
    expect(portLabel(node("exec", { outputLabels: ["", "mine"] }), "output", 1, types)).toBe("mine");
    expect(portLabel(node("exec"), "input", 0, types)).toBe("");
  });
});

describe("ports", () => {
  it("are those of the type, unless the node has counts of its own", () => {
    expect(portCounts(node("inject"), sampleTypes)).toEqual({ inputs: 0, outputs: 1 });
    expect(portCounts(node("switch", { outputs: 3 }), sampleTypes)).toEqual({ inputs: 1, outputs: 3 });
    expect(portCounts(node("function", { outputs: "2" }), sampleTypes)).toEqual({ inputs: 1, outputs: 2 });
    expect(portCounts(node("mqtt in", { inputs: 1 }), sampleTypes)).toEqual({ inputs: 1, outputs: 1 });
    expect(portCounts(node("junction"), sampleTypes)).toEqual({ inputs: 1, outputs: 1 });
  });

  it("of an unknown type are one input and what is wired; of a config node none", () => {
    expect(portCounts(node("foreign", { wires: [["a"], []] }), sampleTypes)).toEqual({
      inputs: 1,
      outputs: 2,
    });
    expect(portCounts({ id: "c", type: "mqtt-broker" }, sampleTypes)).toEqual({ inputs: 0, outputs: 0 });
  });

  it("of a subflow instance are those of its definition", () => {
    const document = open({
      id: "s",
      type: "subflow",
      in: [{ x: 0, y: 0 }],
      out: [
        { x: 0, y: 0 },
        { x: 0, y: 0 },
      ],
    });
    expect(portCounts(node("subflow:s"), sampleTypes, document)).toEqual({ inputs: 1, outputs: 2 });
  });
});

describe("new nodes", () => {
  it("have the defaults of their type in Node-RED's key order", () => {
    const made = newNode("function", sampleTypes, "t", 100, 40, open());
    expect(Object.keys(made)).toEqual(["id", "type", "z", "name", "func", "outputs", "x", "y", "wires"]);
    expect(made).toMatchObject({ name: "function 1", func: "\nreturn msg;", x: 100, y: 40, wires: [[]] });
    expect(made.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("are numbered on from the highest number there is", () => {
    const document = open(node("function", { name: "function 7" }));
    expect(newNode("function", sampleTypes, "t", 0, 0, document).name).toBe("function 8");
  });

  it("share no default value with each other", () => {
    const first = newNode("link in", sampleTypes, "t", 0, 0);
    expect(first.links).not.toBe(newNode("link in", sampleTypes, "t", 0, 0).links);
  });

  it("beside the flow have no place and no wires", () => {
    expect(newConfigNode("mqtt-broker", sampleTypes)).toMatchObject({ type: "mqtt-broker", broker: "" });
    expect(newConfigNode("mqtt-broker", sampleTypes)).not.toHaveProperty("wires");
  });
});

describe("validation", () => {
  const broker = { id: "b", type: "mqtt-broker", broker: "localhost" };

  it("names required properties that are empty and config nodes that are missing or disabled", () => {
    expect(validate(node("mqtt in", { topic: "", topicType: "topic", broker: "" }), sampleTypes)).toEqual([
      "topic",
      "broker",
    ]);
    expect(
      validate(node("mqtt in", { topic: "t", topicType: "topic", broker: "b" }), sampleTypes, open(broker)),
    ).toEqual([]);
    expect(
      validate(node("mqtt in", { topic: "t", topicType: "topic", broker: "gone" }), sampleTypes, open()),
    ).toEqual(["broker"]);
    expect(
      validate(
        node("mqtt in", { topic: "t", topicType: "topic", broker: "b" }),
        sampleTypes,
        open({ ...broker, d: true }),
      ),
    ).toEqual(["broker"]);
  });

  it("leaves out fields that the form does not show, and types that are not installed", () => {
    expect(
      validate(node("mqtt in", { topicType: "dynamic", broker: "b" }), sampleTypes, open(broker)),
    ).toEqual([]);
    expect(validate(node("foreign"), sampleTypes)).toEqual([]);
  });

  it.each([
    ["num", "12", true],
    ["num", "x", false],
    ["json", '{"a":1}', true],
    ["json", "{a:1}", false],
    ["msg", "payload.a[0]", true],
    ["msg", "a..b", false],
    ["re", "[", false],
    ["bin", "[1,2]", true],
    ["num", "$(COUNT)", true],
    ["str", "anything", true],
  ])("judges typed values: %s %s", (payloadType, payload, good) => {
    expect(validate(node("inject", { payload, payloadType }), sampleTypes)).toEqual(good ? [] : ["payload"]);
  });

  it("holds numbers to their bounds", () => {
    expect(validate(node("inject", { onceDelay: -1 }), sampleTypes)).toEqual(["onceDelay"]);
    expect(validate(node("inject", { onceDelay: "2.5" }), sampleTypes)).toEqual([]);
  });

  it.each([
    ["payload", true],
    ['a.b["c d"][0][msg.topic]', true],
    ["a.", false],
    ["a b", false],
    ["", false],
  ])("knows a property path when it sees one: %s", (path, good) => expect(isPropertyPath(path)).toBe(good));
});

describe("queries", () => {
  const document = open(
    node("inject", { id: "a", wires: [["b"]] }),
    node("change", { id: "b", wires: [["o"]], g: "g1" }),
    node("link out", { id: "o", links: ["i"] }),
    node("link in", { id: "i", links: ["o"], wires: [["d"]] }),
    node("debug", { id: "d" }),
    { id: "g1", type: "group", z: "t", g: "g2", x: 0, y: 0, nodes: ["b"] },
    { id: "g2", type: "group", z: "t", x: 0, y: 0, nodes: ["g1", "d"] },
    { id: "cfg", type: "mqtt-broker", tls: "tls" },
    { id: "tls", type: "tls-config" },
    { id: "scoped", type: "mqtt-broker", z: "elsewhere" },
    { id: "s1", type: "subflow" },
    { id: "s2", type: "subflow" },
    { id: "n", type: "subflow:s2", z: "s1", x: 0, y: 0 },
  );

  it("follow wires and links up and down", () => {
    expect([...reachable(["b"], "downstream", "t", document)].sort()).toEqual(["b", "d", "i", "o"]);
    expect([...reachable(["d"], "upstream", "t", document)].sort()).toEqual(["a", "b", "d", "i", "o"]);
    expect(reachable(["i"], "both", "t", document).size).toBe(5);
  });

  it("find the members of nested groups and the groups around a node", () => {
    expect(membersOf("g2", document).sort()).toEqual(["b", "d", "g1"]);
    expect(groupsAround("b", document)).toEqual(["g1", "g2"]);
  });

  it("find who uses a config node, and which ones a node may use", () => {
    expect(
      configUsers(document)
        .get("tls")
        ?.map((record) => record.id),
    ).toEqual(["cfg"]);
    expect(configUsers(document).get("scoped")).toEqual([]);
    expect(configChoices("mqtt-broker", "t", document).map((record) => record.id)).toEqual(["cfg"]);
  });

  it("see that a subflow would contain itself", () => {
    expect(wouldRecurse("s1", "s2", document)).toBe(true);
    expect(wouldRecurse("s2", "s1", document)).toBe(false);
  });
});

it("the palette is in Node-RED's order of categories, others after them, config types left out", () => {
  const types = new NodeTypes([
    sampleType("z", { category: "zoo" }),
    sampleType("f", { category: "function" }),
    sampleType("c", { category: "config" }),
    sampleType("i", { category: "common" }),
  ]);
  expect([...types.byCategory().keys()]).toEqual(["common", "function", "zoo"]);
});
