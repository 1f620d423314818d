import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord, type NodeType, NodeTypes } from "../../document";
import { sampleType } from "../../document/testing/sample-types";
import { withCredentials } from "../../forms";
import { recordsToDeploy } from "../credentials";
import { changesOf, commitEdit, draftOf, openSession } from "./edit-session";

const type = (name: string, fields: NodeType["fields"], category = "network"): NodeType =>
  sampleType(name, { category, fields });

const types = new NodeTypes([
  type("mqtt in", [
    { name: "name", widget: "text", default: "" },
    { name: "broker", widget: "config", default: "", required: true, node_type: "mqtt-broker" },
  ]),
  type("mqtt-broker", [{ name: "password", widget: "credential", default: "", secret: true }], "config"),
  type("link out", [{ name: "links", widget: "nodes", default: [] }]),
  type("link in", [{ name: "links", widget: "nodes", default: [] }]),
]);

const document = (records: NodeRecord[]) =>
  FlowDocument.fromJSON([{ id: "t", type: "tab", label: "Flow" }, ...records], types, "1");

function edit(doc: FlowDocument, id: string, values: Record<string, unknown>) {
  const session = openSession({ id }, doc, types)!;
  const draft = draftOf(session, doc);
  commitEdit(session, { ...draft, values: { ...draft.values, ...values } }, doc);
}

describe("an edit", () => {
  it("is one step of undo", () => {
    const doc = document([
      { id: "n", type: "mqtt in", z: "t", name: "", broker: "x", x: 1, y: 1, wires: [[]] },
    ]);
    edit(doc, "n", { name: "new", info: "text" });
    expect(doc.get("n")).toMatchObject({ name: "new", info: "text" });
    doc.undo();
    expect(doc.get("n")).toMatchObject({ name: "" });
    expect(doc.get("n")).not.toHaveProperty("info");
    expect(doc.isDirty()).toBe(false);
  });

  it("leaves the document alone when nothing was changed", () => {
    const doc = document([
      { id: "n", type: "mqtt in", z: "t", name: "", broker: "x", x: 1, y: 1, wires: [[]] },
    ]);
    edit(doc, "n", {});
    expect(doc.canUndo).toBe(false);
  });

  it("takes the first config node where one is needed and none chosen", () => {
    const doc = document([
      { id: "b", type: "mqtt-broker" },
      { id: "n", type: "mqtt in", z: "t", name: "", broker: "", x: 1, y: 1, wires: [[]] },
    ]);
    edit(doc, "n", {});
    expect(doc.get("n")?.broker).toBe("b");
  });

  it("adds a new config node with its defaults", () => {
    const doc = document([]);
    const session = openSession({ id: "new", newType: "mqtt-broker" }, doc, types)!;
    commitEdit(session, draftOf(session, doc), doc);
    expect(doc.get("new")).toEqual({ id: "new", type: "mqtt-broker" });
  });

  it("keeps both ends of a link the same", () => {
    const doc = document([
      { id: "o", type: "link out", z: "t", links: ["a"], x: 1, y: 1, wires: [] },
      { id: "a", type: "link in", z: "t", links: ["o"], x: 1, y: 1, wires: [[]] },
      { id: "b", type: "link in", z: "t", links: [], x: 1, y: 1, wires: [[]] },
    ]);
    edit(doc, "o", { links: ["b"] });
    expect(doc.get("a")?.links).toEqual([]);
    expect(doc.get("b")?.links).toEqual(["o"]);
    doc.undo();
    expect(doc.get("a")?.links).toEqual(["o"]);
  });

  it("writes a group's style and an instance's environment in the file's layout", () => {
    const doc = document([
      { id: "s", type: "subflow", name: "S", env: [{ name: "SIZE", type: "num", value: "1" }] },
      { id: "i", type: "subflow:s", z: "t", name: "", env: [], x: 1, y: 1, wires: [] },
      { id: "g", type: "group", z: "t", name: "", style: { label: true }, nodes: [], x: 1, y: 1, w: 9, h: 9 },
    ]);
    edit(doc, "g", { "style.fill": "#ff0000" });
    expect(doc.get("g")?.style).toEqual({ label: true, fill: "#ff0000" });
    edit(doc, "i", { "env:SIZE": "5" });
    expect(doc.get("i")?.env).toEqual([{ name: "SIZE", type: "num", value: "5" }]);
    edit(doc, "i", { "env:SIZE": "1" });
    expect(doc.get("i")?.env).toEqual([]);
    expect(Object.keys(doc.get("g")!).some((key) => key.startsWith("style."))).toBe(false);
  });
});

describe("credentials", () => {
  const broker: NodeRecord = { id: "b", type: "mqtt-broker" };

  it("go with the next deploy, once, and are asked for again after it", () => {
    const doc = document([broker]);
    const session = openSession({ id: "b" }, doc, types)!;
    const draft = withCredentials(draftOf(session, doc), { has_password: true }, session.fields);
    commitEdit(session, { ...draft, credentials: { password: "new" } }, doc);
    expect(recordsToDeploy(doc)).toContainEqual({ ...broker, credentials: { password: "new" } });
    doc.markDeployed("2");
    expect(recordsToDeploy(doc)).toContainEqual(broker);
    const again = openSession({ id: "b" }, doc, types)!;
    expect(draftOf(again, doc).credentials).toEqual({});
  });

  it("are not touched by an edit of something else", () => {
    const doc = document([broker]);
    const session = openSession({ id: "b" }, doc, types)!;
    const draft = withCredentials(draftOf(session, doc), { has_password: true }, session.fields);
    expect(changesOf(session, { ...draft, values: { ...draft.values, name: "x" } }, doc)).toEqual({
      name: "x",
    });
  });
});
