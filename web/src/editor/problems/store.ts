/**
 * The problems of the document as it is being edited. They are looked for when the page has nothing else to do, some
 * time after the last change; the server is asked about records with code or expressions, each once for each of its
 * states.
 */

import { create } from "zustand";
import { request } from "../../api/client";
import type { ChangeEvent, NodeRecord } from "../../document";
import { memoryOf, type Problem, searchProblems, severityOf } from "../../document/problems";
import type { FoundProblem } from "../../schema";
import type { Editor } from "../editor";

/** The time after the last change. */
const REST_MS = 500;
/** Records in one question to the server. */
const ASKED = 300;

export interface ProblemsState {
  problems: readonly Problem[];
  errors: number;
  warnings: number;
}

export const useProblems = create<ProblemsState>()(() => ({ problems: [], errors: 0, warnings: 0 }));

/** Whether only the server can judge a record: it has code, expressions, or settings that call for credentials. */
export function isForServer(record: NodeRecord): boolean {
  if (record.type === "function" || record.type === "python") return true;
  return Object.values(record).some(
    (value) =>
      value === "jsonata" ||
      value === "re" ||
      value === "regex" ||
      (Array.isArray(value) && value.some(hasExpression)),
  );
}

const hasExpression = (row: unknown): boolean =>
  typeof row === "object" &&
  row !== null &&
  Object.values(row).some((value) => value === "jsonata" || value === "re" || value === "regex");

const forServer = new WeakMap<NodeRecord, boolean>();

function needsServer(record: NodeRecord): boolean {
  let needs = forServer.get(record);
  if (needs === undefined) {
    needs = isForServer(record) || callsForCredentials(record);
    forServer.set(record, needs);
  }
  return needs;
}

const callsForCredentials = (record: NodeRecord): boolean =>
  typeof record.authType === "string" && record.authType !== "";

/** Looks for problems for as long as the page is open. */
export function followProblems(editor: Editor): void {
  const { document, types } = editor;
  const memory = memoryOf(document);
  /** What the server said, for the state of the record that it was asked about. */
  const answers = new Map<string, { record: NodeRecord; found: Problem[] }>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let looking: ReturnType<typeof searchProblems> | undefined;

  /** Looks through the document as long as the page has time, and again from the start when it changes meanwhile. */
  const look = (search = searchProblems(document, types, memory), version = document.version) => {
    looking = search;
    whenIdle((hasTime) => {
      if (looking !== search) return;
      if (document.version !== version) {
        look();
        return;
      }
      let step = search.next();
      while (!step.done && hasTime()) step = search.next();
      if (step.done) show(step.value);
      else look(search, version);
    });
  };

  const show = (found: Problem[]) => {
    const all = [...found];
    const known = new Set(found.map(({ id, rule }) => `${rule} ${id}`));
    const unknown: NodeRecord[] = [];
    for (const record of document.all()) {
      const answer = answers.get(record.id);
      if (answer?.record === record) {
        if (record.d !== true && document.get(record.z ?? "")?.disabled !== true)
          all.push(
            ...answer.found.filter(({ rule, id }) => !known.has(`invalid ${id}`) || rule !== "contents"),
          );
      } else if (needsServer(record)) unknown.push(record);
    }
    useProblems.setState({
      problems: all,
      errors: all.filter((problem) => severityOf(problem) === "error").length,
      warnings: all.filter((problem) => severityOf(problem) === "warning").length,
    });
    if (unknown.length > 0 && !isAsking) void ask(unknown.slice(0, ASKED));
  };

  const ask = async (records: NodeRecord[]) => {
    isAsking = true;
    try {
      const found = await request<FoundProblem[]>("POST", "/api/v1/problems", { body: { records } });
      for (const record of records) answers.set(record.id, { record, found: [] });
      for (const { id, rule, text } of found) answers.get(id)?.found.push({ id, rule, detail: text });
      isAsking = false;
      soon();
    } catch {
      // Without the server there are the other rules; it is asked again after the next change.
      isAsking = false;
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look(), REST_MS);
  };
  document.subscribe((event: ChangeEvent) => {
    // Where nodes stand is no problem.
    if (event.origin === "edit" && event.changes.every(({ before, after }) => isMove(before, after))) return;
    // Credentials are on the server after a deploy, where it was asked before.
    if (event.origin === "deploy")
      for (const [id, { found }] of answers)
        if (found.some(({ rule }) => rule === "credentials")) answers.delete(id);
    soon();
  });
  soon();
}

function isMove(before: NodeRecord | undefined, after: NodeRecord | undefined): boolean {
  if (!before || !after) return false;
  return Object.keys(after).every((key) => key === "x" || key === "y" || before[key] === after[key]);
}

/** Calls back when the page has nothing else to do; `hasTime` tells for how long. */
function whenIdle(run: (hasTime: () => boolean) => void): void {
  if ("requestIdleCallback" in globalThis) {
    requestIdleCallback((deadline) => run(() => deadline.timeRemaining() > 2), { timeout: 2000 });
  } else {
    setTimeout(() => {
      const end = performance.now() + 8;
      run(() => performance.now() < end);
    });
  }
}
