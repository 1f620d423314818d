/**
 * Finds what is wrong with a document without asking anybody. What is worked out for one record is kept for as long as
 * the record is the same object, so that looking again after a change costs little more than walking through the list.
 */

import type { FlowDocument } from "../flow-document";
import type { NodeTypes } from "../node-types";
import { typeOf } from "../node-types";
import {
  idList,
  isConfig,
  isContainer,
  isGroup,
  isJunction,
  isSubflow,
  type NodeRecord,
  subflowIdOf,
} from "../records";
import { validate } from "../validate";
import { circles } from "./circles";
import type { Problem } from "./problem";

/** What is known of single records; one for each document. */
export class RecordMemory {
  invalid = new WeakMap<NodeRecord, readonly string[]>();
  readonly names = new WeakMap<NodeRecord, readonly string[]>();
  /** The config nodes as they were when records were validated. */
  configs: readonly NodeRecord[] = [];
}

const memories = new WeakMap<FlowDocument, RecordMemory>();

/** The memory that everybody shares who looks through a document. */
export function memoryOf(document: FlowDocument): RecordMemory {
  let memory = memories.get(document);
  if (!memory) {
    memory = new RecordMemory();
    memories.set(document, memory);
  }
  return memory;
}

/** The problems of a document, in file order. What is disabled does not run, and is left out. */
export function findProblems(
  document: FlowDocument,
  types: NodeTypes,
  memory: RecordMemory = new RecordMemory(),
): Problem[] {
  const search = searchProblems(document, types, memory);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

/** Records that are looked at without a pause. */
const STEP = 250;

/** The same in steps of about a millisecond. Where the document changes between them, begin anew. */
export function* searchProblems(
  document: FlowDocument,
  types: NodeTypes,
  memory: RecordMemory,
): Generator<void, Problem[]> {
  const records = document.all();
  const facts = yield* gather(records, document, memory);
  const found: Problem[] = [];
  const say = (record: NodeRecord, rule: Problem["rule"], detail = "") =>
    found.push({ id: record.id, rule, detail });
  for (const [index, record] of records.entries()) {
    if (index % STEP === 0) yield;
    if (facts.isOff(record)) continue;
    if (isSubflow(record) && !facts.instances.has(record.id)) say(record, "unused-subflow");
    if (isContainer(record) || isGroup(record)) continue;
    if (!isConfig(record) && !document.get(record.z ?? "")) {
      say(record, "no-flow");
      continue;
    }
    const type = isJunction(record) ? undefined : typeOf(record, types, document);
    if (!type && !isJunction(record)) {
      if (subflowIdOf(record) !== undefined) say(record, "no-definition");
      else say(record, "unknown-type", record.type);
    }
    const names = type ? invalidOf(record, types, document, memory) : [];
    if (names.length > 0) say(record, "invalid", names.join(", "));
    checkEnds(record, facts, document, say);
    if (isConfig(record)) {
      if (record.type !== "global-config" && !facts.named.has(record.id)) say(record, "unused-config");
      continue;
    }
    if (((type?.inputs ?? 0) > 0 || isJunction(record)) && !facts.reached.has(record.id))
      say(record, "unreachable");
    const route = routeOf(record);
    if (route && (facts.routes.get(route) ?? 0) > 1) say(record, "same-route", route);
  }
  yield;
  for (const id of circles(records.filter((record) => !facts.isOff(record)))) {
    const record = document.get(id);
    if (record) say(record, "circle");
  }
  return found;
}

interface Facts {
  isOff(record: NodeRecord): boolean;
  /** Subflows that have instances. */
  instances: Set<string>;
  /** Ids that some record names in a property. */
  named: Set<string>;
  /** Nodes that a wire leads to. */
  reached: Set<string>;
  /** `link in` nodes that something leads to. */
  linked: Set<string>;
  /** Whether some `link call` chooses its target when it runs. */
  hasDynamicCalls: boolean;
  /** How many nodes answer a method and path. */
  routes: Map<string, number>;
}

function* gather(
  records: readonly NodeRecord[],
  document: FlowDocument,
  memory: RecordMemory,
): Generator<void, Facts> {
  const off = new Set<string>();
  for (const record of records) if (isContainer(record) && record.disabled === true) off.add(record.id);
  const facts: Facts = {
    isOff: (record) => record.d === true || off.has(record.id) || off.has(record.z ?? ""),
    instances: new Set(),
    named: new Set(),
    reached: new Set(),
    linked: new Set(),
    hasDynamicCalls: false,
    routes: new Map(),
  };
  const configs: NodeRecord[] = [];
  for (const [index, record] of records.entries()) {
    if (index % STEP === 0) yield;
    if (isConfig(record)) configs.push(record);
    const subflow = subflowIdOf(record);
    if (subflow !== undefined) facts.instances.add(subflow);
    for (const name of namesIn(record, memory)) facts.named.add(name);
    if (Array.isArray(record.wires)) {
      for (const port of record.wires)
        for (const target of idList(port))
          if (document.get(target)?.z === record.z) facts.reached.add(target);
    }
    if (isSubflow(record))
      for (const port of record.in ?? []) for (const wire of port.wires ?? []) facts.reached.add(wire.id);
    if (record.type === "link out" || record.type === "link call") {
      for (const id of idList(record.links)) facts.linked.add(id);
      if (record.linkType === "dynamic") facts.hasDynamicCalls = true;
    }
    if (record.type === "link in")
      for (const id of idList(record.links)) if (document.get(id)) facts.linked.add(record.id);
    const route = facts.isOff(record) ? undefined : routeOf(record);
    if (route) facts.routes.set(route, (facts.routes.get(route) ?? 0) + 1);
  }
  const known = memory.configs;
  if (configs.length !== known.length || configs.some((record, index) => record !== known[index])) {
    // Whether a choice of a config node is valid hangs on which there are.
    memory.configs = configs;
    memory.invalid = new WeakMap();
  }
  return facts;
}

type Say = (record: NodeRecord, rule: Problem["rule"], detail?: string) => void;

function checkEnds(record: NodeRecord, facts: Facts, document: FlowDocument, say: Say): void {
  if (Array.isArray(record.wires)) {
    const dead = record.wires.flatMap((port) =>
      idList(port).filter((id) => document.get(id)?.z !== record.z),
    );
    if (dead.length > 0 && record.type !== "link out")
      say(record, "dead-wire", [...new Set(dead)].join(", "));
  }
  const isCall = record.type === "link call" && record.linkType !== "dynamic";
  const isOut = record.type === "link out" && record.mode !== "return";
  if (isCall || isOut || record.type === "link in") {
    const links = idList(record.links);
    const dead = links.filter((id) => !document.get(id));
    if (dead.length > 0) say(record, "dead-link", dead.join(", "));
    const leads =
      record.type === "link in"
        ? facts.linked.has(record.id) || facts.hasDynamicCalls
        : links.length > dead.length;
    if (!leads && dead.length === 0) say(record, "no-link");
  }
}

/** `GET /path` of a node that answers it. */
function routeOf(record: NodeRecord): string | undefined {
  if (record.type !== "http in" || typeof record.url !== "string" || record.url === "") return undefined;
  const path = `/${record.url}`.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return `${String(record.method ?? "get").toUpperCase()} ${path}`;
}

function invalidOf(
  record: NodeRecord,
  types: NodeTypes,
  document: FlowDocument,
  memory: RecordMemory,
): readonly string[] {
  let names = memory.invalid.get(record);
  if (!names) {
    const fields = typeOf(record, types, document)?.fields ?? [];
    names = validate(record, types, document).map(
      (name) => fields.find((field) => field.name === name)?.label || name,
    );
    memory.invalid.set(record, names);
  }
  return names;
}

const NOT_NAMES = new Set(["id", "type", "z", "g", "wires", "nodes", "func", "info", "template", "x", "y"]);
/** Ids are not longer than this. */
const LONGEST_ID = 64;

/** The texts in a record that could be ids. */
function namesIn(record: NodeRecord, memory: RecordMemory): readonly string[] {
  const known = memory.names.get(record);
  if (known) return known;
  const names: string[] = [];
  const look = (value: unknown, depth: number): void => {
    if (typeof value === "string") {
      if (value !== "" && value.length <= LONGEST_ID && value !== record.id) names.push(value);
    } else if (typeof value === "object" && value !== null && depth < 6)
      for (const item of Object.values(value)) look(item, depth + 1);
  };
  for (const [key, value] of Object.entries(record)) if (!NOT_NAMES.has(key)) look(value, 0);
  memory.names.set(record, names);
  return names;
}
