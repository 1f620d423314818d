import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { exportFlow, exportRecords, formatRecords } from "./export";
import { FlowDocument } from "./flow-document";
import { conflicts, ImportError, importRecords, parseRecords } from "./import";
import type { NodeRecord } from "./records";
import { sampleTypes } from "./testing/sample-types";
import { wireKey, wiresOn } from "./wires";

const A = "aaaaaaaaaaaaaaaa";
const B = "bbbbbbbbbbbbbbbb";
const G = "cccccccccccccccc";
const CFG = "dddddddddddddddd";
const SUB = "eeeeeeeeeeeeeeee";

const records: NodeRecord[] = [
  { id: "tab1", type: "tab", label: "T" },
  { id: SUB, type: "subflow", name: "S", in: [{ x: 0, y: 0, wires: [{ id: "f0f0f0f0f0f0f0f0" }] }], out: [] },
  { id: "f0f0f0f0f0f0f0f0", type: "debug", z: SUB, x: 9, y: 9, wires: [] },
  { id: G, type: "group", z: "tab1", nodes: [A, B], x: 0, y: 0, w: 10, h: 10 },
  { id: A, type: "mqtt in", z: "tab1", g: G, topic: "t", broker: CFG, x: 100, y: 40, wires: [[B]] },
  { id: B, type: `subflow:${SUB}`, z: "tab1", g: G, x: 300, y: 40, wires: [] },
  { id: "outside000000000", type: "catch", z: "tab1", scope: [A], x: 0, y: 0, wires: [[B]] },
  { id: CFG, type: "mqtt-broker", broker: "localhost", tls: "" },
];
const open = (list = records) => FlowDocument.fromJSON(structuredClone(list), sampleTypes);

describe("reading text", () => {
  it("takes a list, {flows}, one record, and one flow of the Admin API", () => {
    expect(parseRecords('[{"id":"a","type":"debug"}]')).toHaveLength(1);
    expect(parseRecords('{"flows":[{"id":"a","type":"debug"}],"rev":"1"}')).toHaveLength(1);
    expect(parseRecords('{"id":"a","type":"debug"}')).toHaveLength(1);
    expect(
      parseRecords('{"id":"t","label":"T","nodes":[{"id":"a","type":"debug"}],"configs":[]}'),
    ).toMatchObject([{ id: "t", type: "tab" }, { id: "a" }]);
  });

  it.each([
    ["{", "not valid JSON"],
    ["12", "expected a list of nodes"],
    ['[{"id":"a"}]', 'item 1 is not a node: it needs an "id" and a "type"'],
    ["[null]", "item 1 is not a node"],
  ])("says what is wrong with %s", (text, message) => {
    expect(() => parseRecords(text)).toThrow(ImportError);
    expect(() => parseRecords(text)).toThrow(message);
  });
});

describe("exporting", () => {
  it("takes along group members, config nodes and subflows, and leaves out wires that lead away", () => {
    const ids = exportRecords(open(), [G]).map((record) => record.id);
    expect(ids).toEqual([SUB, "f0f0f0f0f0f0f0f0", G, A, B, CFG]);
    const single = exportRecords(open(), [A]);
    expect(single.find((record) => record.id === A)).toMatchObject({ wires: [[]] });
    expect(single.find((record) => record.id === A)).not.toHaveProperty("g");
  });

  it("takes a whole flow with what it needs, and writes it as Node-RED does", () => {
    const exported = exportFlow(open(), "tab1");
    expect(formatRecords(exported, true)).toBe(JSON.stringify(records, null, 4));
  });
});

describe("pasting", () => {
  function paste(ids: string[]) {
    const document = open();
    let result!: ReturnType<typeof importRecords>;
    document.transact("Paste", (tx) => {
      result = importRecords(tx, document, sampleTypes, exportRecords(document, ids), {
        z: "tab1",
        offset: { x: 20, y: 20 },
      });
    });
    return { document, result };
  }

  it("gives new ids and lets wires, groups and types follow them", () => {
    const { document, result } = paste([G]);
    const copy = (id: string) => document.get(result.ids.get(id)!)!;
    expect(copy(A)).toMatchObject({ x: 120, y: 60, g: copy(G).id, wires: [[copy(B).id]] });
    expect(copy(G).nodes).toEqual([copy(A).id, copy(B).id]);
    expect(result.placed).toHaveLength(3);
  });

  it("uses the config nodes and subflows that are there", () => {
    const { document, result } = paste([G]);
    const copy = (id: string) => document.get(result.ids.get(id)!)!;
    expect(copy(A).broker).toBe(CFG);
    expect(copy(B).type).toBe(`subflow:${SUB}`);
    expect(result.reused).toEqual([SUB, CFG]);
    expect(document.onFlow(SUB)).toHaveLength(1);
  });

  it("lets lists of nodes follow, and is one step of undo", () => {
    const { document, result } = paste(["outside000000000", A]);
    expect(document.get(result.ids.get("outside000000000")!)?.scope).toEqual([result.ids.get(A)]);
    document.undo();
    expect(JSON.stringify(document.toJSON())).toBe(JSON.stringify(records));
  });
});

describe("importing a file", () => {
  it("keeps the ids into an empty document", () => {
    const document = open([]);
    document.transact("Import", (tx) =>
      importRecords(tx, document, sampleTypes, records, { z: "nowhere", ids: "keep" }),
    );
    expect(JSON.stringify(document.toJSON())).toBe(JSON.stringify(records));
  });

  it("gives new ids where they are taken, and names what would clash", () => {
    const document = open();
    document.transact("Edit", (tx) => tx.update(A, { topic: "other" }));
    expect(conflicts(records, document).map((record) => record.id)).toEqual([A]);
    let result!: ReturnType<typeof importRecords>;
    document.transact("Import", (tx) => {
      result = importRecords(tx, document, sampleTypes, records, { z: "tab1", ids: "keep" });
    });
    expect(document.tabs()).toHaveLength(2);
    const copied = result.tabs[0]!;
    expect(wiresOn(copied, document).map(wireKey)).toEqual([
      `${result.ids.get(A)}>0>${result.ids.get(B)}`,
      `${result.ids.get("outside000000000")}>0>${result.ids.get(B)}`,
    ]);
  });

  it("lets any property of a type that is not installed follow, and names the type", () => {
    const document = open([{ id: "t", type: "tab" }]);
    const strange = [
      { id: A, type: "foreign", z: "x", x: 1, y: 1, partner: CFG, deep: [{ also: CFG }], wires: [] },
      { id: CFG, type: "foreign-config" },
    ];
    let result!: ReturnType<typeof importRecords>;
    document.transact("Import", (tx) => {
      result = importRecords(tx, document, sampleTypes, strange, { z: "t" });
    });
    const config = result.configs[0]!;
    expect(document.get(result.placed[0]!)).toMatchObject({
      z: "t",
      partner: config,
      deep: [{ also: config }],
    });
    expect(result.unknownTypes).toEqual(["foreign"]);
  });
});

/** Real files, where they lie beside the repository. */
const corpus = resolve(import.meta.dirname, "../../../../shared/corpus/files");
const files = (() => {
  try {
    return readdirSync(corpus).filter((name) => name.endsWith(".json"));
  } catch {
    return [];
  }
})();

it.runIf(files.length > 0)(
  "gives back real files as they were, after a copy of everything was added and undone",
  () => {
    for (const name of files) {
      const list = JSON.parse(readFileSync(`${corpus}/${name}`, "utf8"));
      if (!Array.isArray(list)) continue;
      const document = FlowDocument.fromJSON(list, sampleTypes);
      const text = JSON.stringify(list);
      const all = document.all().map((record) => record.id);
      document.transact("Import", (tx) => {
        importRecords(tx, document, sampleTypes, exportRecords(document, all), {
          z: document.tabs()[0]?.id ?? "t",
        });
      });
      document.undo();
      expect(JSON.stringify(document.toJSON()), name).toBe(text);
    }
  },
);
