/** One window's copy of a draft: what it sends, what it keeps, and what it says. */
import { describe, expect, it } from "vitest";
import { FlowDocument, type NodeRecord } from "../document";
import { sampleTypes } from "../document/testing/sample-types";
import { withSharedFirstFlow } from "./first-flow";
import { Replica, type ReplicaEvents, type Unsent } from "./replica";
import { DraftServer, Line } from "./testing/draft-server";

const DEPLOYED: NodeRecord[] = [
  { id: "t1", type: "tab", label: "One" },
  { id: "a", type: "function", z: "t1", name: "a", x: 1, y: 1, wires: [[]] },
];

/** `answers` are what is fetched first: another revision, or null for nothing. */
function open(
  server: DraftServer,
  name: string,
  events: ReplicaEvents = {},
  unsent: Unsent | null = null,
  answers: ({ rev: string } | null)[] = [],
) {
  const { records, local } = withSharedFirstFlow(structuredClone(server.deployed), [], "epoch");
  const document = FlowDocument.fromJSON(records, sampleTypes, "r1");
  const fetch = async () => {
    const answer = answers.length > 0 ? answers.shift() : { rev: "r1" };
    if (!answer) throw new Error("not now");
    return { flows: structuredClone(server.deployed), ...answer };
  };
  const replica = new Replica(document, name, fetch, events);
  const summary = { draft: "shared", epoch: "", seq: -1, revision: "r0", authors: {} } as const;
  replica.begin(summary, [], unsent, local);
  return { document, replica, line: new Line(server, replica) };
}

async function settle(...windows: ReturnType<typeof open>[]): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    for (const { line, replica } of windows) {
      replica.flush();
      while (line.isBusy) {
        await line.step(true);
        await line.step(false);
      }
    }
  }
}

describe("a window of a draft", () => {
  it("keeps credentials to itself, whatever others do to the record, and over a new connection", async () => {
    const server = new DraftServer(DEPLOYED, sampleTypes);
    const ada = open(server, "ada");
    const bob = open(server, "bob");
    await settle(ada, bob);
    ada.document.transact("edit", (tx) =>
      tx.update("a", { name: "n", credentials: { password: "hunter2" } }),
    );
    bob.document.transact("edit", (tx) => tx.update("a", { func: "return;" }));
    expect(JSON.stringify(ada.replica.unsent)).not.toContain("hunter2");
    await settle(bob, ada);
    expect(ada.document.get("a")).toMatchObject({
      name: "n",
      func: "return;",
      credentials: { password: "hunter2" },
    });
    expect(JSON.stringify([server.document.toJSON(), bob.document.toJSON()])).not.toContain("hunter2");
    expect(bob.document.get("a")).toMatchObject({ name: "n", func: "return;" });
    server.restart();
    ada.line = new Line(server, ada.replica);
    await settle(ada);
    expect(ada.document.get("a")?.credentials).toEqual({ password: "hunter2" });
    ada.document.transact("edit", (tx) => tx.add({ id: "b", type: "x", credentials: { key: "hunter2" } }));
    expect(JSON.stringify(ada.replica.unsent)).not.toContain("hunter2");
  });

  it("sends only what became different", async () => {
    const server = new DraftServer(DEPLOYED, sampleTypes);
    const ada = open(server, "ada");
    await settle(ada);
    for (let x = 0; x < 50; x += 1) ada.document.transact("move", (tx) => tx.update("a", { x }));
    ada.document.transact("back", (tx) => tx.update("a", { y: 9 }));
    ada.document.undo();
    expect(ada.replica.unsent?.waiting).toEqual([{ op: "set", id: "a", path: ["x"], value: 49 }]);
  });

  it("tells what was deleted elsewhere while it was changed here", async () => {
    const server = new DraftServer(DEPLOYED, sampleTypes);
    const lost: string[] = [];
    const ada = open(server, "ada", { onLost: (records, user) => lost.push(`${user}: ${records[0]?.name}`) });
    const bob = open(server, "bob");
    await settle(ada, bob);
    ada.document.transact("edit", (tx) => tx.update("a", { name: "long work" }));
    bob.document.transact("delete", (tx) => tx.remove("a"));
    await settle(bob);
    await settle(ada);
    expect(lost).toEqual(["bob: long work"]);
    expect(ada.document.has("a")).toBe(false);
  });

  it("sends on the next page what the last one could not, once", async () => {
    const server = new DraftServer(DEPLOYED, sampleTypes);
    const ada = open(server, "ada");
    await settle(ada);
    ada.document.transact("add", (tx) => tx.add({ id: "b", type: "debug", z: "t1" }));
    ada.replica.flush();
    await ada.line.step(true); // the server has it, and its answer is lost
    ada.document.transact("edit", (tx) => tx.update("a", { name: "later" }));
    const unsent = JSON.parse(JSON.stringify(ada.replica.unsent)) as Unsent;
    ada.line.cut();
    const next = open(server, "ada", {}, unsent);
    await settle(next);
    expect(server.document.get("a")?.name).toBe("later");
    expect(next.document.toJSON()).toEqual(server.document.toJSON());
    expect(next.replica.isPending).toBe(false);
  });

  it("keeps what the last page could not send until the flows can be fetched as they are deployed now", async () => {
    const server = new DraftServer(DEPLOYED, sampleTypes);
    const unsent: Unsent = {
      inflight: null,
      waiting: [{ op: "set", id: "a", path: ["name"], value: "mine" }],
    };
    const answers = [{ rev: "r0" }, null];
    const ada = open(server, "ada", {}, unsent, answers);
    ada.replica.adopt({ inflight: null, waiting: [{ op: "set", id: "a", path: ["x"], value: 7 }] });
    await ada.line.step(true);
    await ada.line.step(false); // deployed at this very moment: asked again
    await ada.line.step(true);
    await expect(ada.line.step(false)).rejects.toThrow("not now");
    expect(ada.replica.unsent?.waiting).toHaveLength(2);
    ada.line.cut();
    ada.line = new Line(server, ada.replica);
    await settle(ada);
    expect(answers).toEqual([]);
    expect(server.document.get("a")).toMatchObject({ name: "mine", x: 7 });
    expect(ada.replica.isPending).toBe(false);
  });

  it("makes one first flow of those that several begin with", async () => {
    const server = new DraftServer([], sampleTypes);
    const ada = open(server, "ada");
    const bob = open(server, "bob");
    await settle(ada, bob);
    expect(server.document.all()).toEqual([]);
    for (const { document } of [ada, bob]) {
      const z = document.tabs()[0]!.id;
      document.transact("add", (tx) =>
        tx.add({ id: `of-${document === ada.document}`, type: "debug", z, x: 1, y: 1 }),
      );
    }
    await settle(ada, bob);
    expect(server.document.tabs()).toHaveLength(1);
    expect(server.document.onFlow(server.document.tabs()[0]!.id)).toHaveLength(2);
    expect(ada.document.toJSON()).toEqual(bob.document.toJSON());
  });
});
