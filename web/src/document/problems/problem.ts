/** What is said of a document by its rules: one record, one rule. */

import { msg } from "../../i18n";

export type Severity = "error" | "warning" | "hint";

export interface Rule {
  severity: Severity;
  /** What it says; marked with `msg`. `{detail}` is that of the problem. */
  text: string;
}

export const RULES = {
  "unknown-type": { severity: "error", text: msg("The type “{detail}” is not installed") },
  "no-definition": { severity: "error", text: msg("The definition of its subflow is missing") },
  "no-flow": { severity: "error", text: msg("The flow that it is on is missing: it does not run") },
  invalid: { severity: "error", text: msg("Not valid: {detail}") },
  contents: { severity: "error", text: msg("{detail}") },
  credentials: { severity: "warning", text: msg("Nothing is stored for: {detail}") },
  "dead-wire": {
    severity: "warning",
    text: msg("Wires lead to nodes that are not on this flow: {detail}"),
  },
  "dead-link": { severity: "warning", text: msg("Links lead to nodes that are not there: {detail}") },
  "no-link": { severity: "warning", text: msg("The link leads nowhere") },
  unreachable: { severity: "warning", text: msg("No message can come here: nothing is wired to its input") },
  "same-route": { severity: "warning", text: msg("Another node answers {detail}, too") },
  circle: {
    severity: "hint",
    text: msg("Messages go round without an end: no node in the circle waits, filters or chooses"),
  },
  "unused-config": { severity: "hint", text: msg("No node uses this configuration node") },
  "unused-subflow": { severity: "hint", text: msg("There is no instance of this subflow") },
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;

export interface Problem {
  /** The record; with the rule it names the problem. */
  id: string;
  rule: RuleId;
  detail: string;
}

export const severityOf = (problem: Problem): Severity => RULES[problem.rule].severity;
