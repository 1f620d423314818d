/** What the flows half answers under `/api/v1`. Written by `make docs` from the Python types; edit those instead. */

export type Condition = Record<string, unknown[]>;

/** A text with `{property}` places, tried in order; the first whose properties are all set names the node. */
export interface LabelRule {
  text: string;
  when?: Record<string, unknown[]>;
}

/** One choice of a `select`. */
export interface Option {
  value: string;
  label: string;
}

/** One property of a node type: a key of its records and a field of its form. What is empty is left out. */
export interface Field {
  name: string;
  widget: string;
  default?: unknown;
  label?: string;
  required?: boolean;
  help?: string;
  placeholder?: string;
  icon?: string;
  /** Title of the tab of the form; absent: the first. */
  section?: string;
  /** Title over this field and those after it that have the same one. */
  heading?: string;
  when?: Record<string, unknown[]>;
  /** The choices of a `select`; the properties that a `which` decides between. */
  options?: Option[];
  /** What "another value" is called, for a `select` that takes any text. */
  other?: string;
  /** Typed-input types. */
  types?: string[];
  type_property?: string;
  type_default?: string;
  language?: string;
  /** Type of the config node (or of the nodes) that the value names by id. */
  node_type?: string | string[];
  /** The fields of one row, for `rows`. */
  fields?: Field[];
  minimum?: number;
  maximum?: number;
  secret?: boolean;
  /** How a file becomes the value of a credential. */
  upload?: "text" | "base64";
  /** Named texts that a widget offers for insertion. */
  scripts?: Record<string, string>;
}

/** The palette entry of one node type. */
export interface NodeType {
  type: string;
  category: string;
  color: string;
  icon: string;
  inputs: number;
  outputs: number;
  label: LabelRule[];
  palette_label: string;
  align: string;
  /** `inject`, or `toggle:<property>`. */
  button: string | null;
  output_labels: string[];
  module: string;
  version: string;
  help: string;
  fields: Field[];
}

export type Message = Record<string, unknown>;

/**
 * dict() -> new empty dictionary
 * dict(mapping) -> new dictionary initialized from a mapping object's
 *     (key, value) pairs
 * dict(iterable) -> new dictionary initialized as if via:
 *     d = {}
 *     for k, v in iterable:
 *         d[k] = v
 * dict(**kwargs) -> new dictionary initialized with the name=value pairs
 *     in the keyword argument list.  For example:  dict(one=1, two=2)
 */
export interface Sending {
  to?: string;
  from?: string;
  press?: string;
  port?: number;
  message?: Record<string, unknown>;
  after?: number;
}

/** Messages that come to a place, in this order, and no others there. */
export interface Expectation {
  node: string;
  at?: "input" | "output" | "error";
  port?: number;
  messages: unknown[];
  match?: "includes" | "equal";
}

/** One message that a node which reaches outside is taken to send. */
export interface Answer {
  port?: number;
  message: Record<string, unknown>;
}

/** The answers of one node. */
export interface Answers {
  node: string;
  messages: Answer[];
}

/** A test of one flow: docs/flow-tests.md. */
export interface FlowTest {
  id: string;
  name?: string;
  flow: string;
  send: Sending[];
  expect: Expectation[];
  answers?: Answers[];
  real?: string[];
  errors?: "fail" | "ignore";
  /** Milliseconds. */
  within?: number;
  /** Milliseconds. */
  quiet?: number;
  env?: Record<string, string>;
  context?: Partial<Record<"flow" | "global", Record<string, unknown>>>;
}

/** All tests, and which state of them this is. */
export interface FlowTests {
  rev: string;
  tests: FlowTest[];
}

/** What came of a test. */
export interface FlowTestOutcome {
  id: string;
  name: string;
  flow: string;
  passed: boolean;
  seconds: number;
  failures: string[];
  /** For each expectation, what came to its place. */
  received: unknown[][];
}

/** A draft beside its changes. */
export interface DraftSummary {
  draft: "shared" | "private";
  /** Changes when the numbers of batches begin anew. */
  epoch: string;
  /** The number of the last batch. */
  seq: number;
  /** The deployed revision that its changes are changes of. */
  revision: string;
  /** Who changed a record last, by id. */
  authors: Record<string, string>;
}

/** Patches that the server has put in order and stored. */
export interface DraftBatch {
  seq: number;
  /** Who sent it: the server's name of the window; empty for the server itself. */
  client: string;
  /** The number that the window gave it. */
  n: number;
  user: string;
  ops: unknown[];
}

/** The answer to `hello`: either `batches` or `ops`. */
export interface DraftWelcome {
  draft: "shared" | "private";
  epoch: string;
  seq: number;
  revision: string;
  authors: Record<string, string>;
  /** The server's name of this window. */
  client: string;
  /** The number of the last batch that the server has from it. */
  n: number;
  can_write: boolean;
  /** What was missed. */
  batches?: DraftBatch[];
  /** All that differs from the deployed revision, where what was missed cannot be told any more. */
  ops?: unknown[];
}

/** A batch of this window is stored; `seq` is 0 for one that was here before. */
export interface DraftAck {
  seq: number;
  n: number;
}

/** A message was not taken; `n` is 0 where it could not be read. */
export interface DraftRefusal {
  n: number;
  code: "invalid" | "forbidden";
  message: string;
}

/** Something else is deployed now: what was, with patches. */
export interface DeployedPatches {
  revision: string;
  /** The revision that was deployed until now. */
  before: string;
  ops: unknown[];
}

/** A message of the server: one of these. */
export interface DraftMessage {
  welcome?: DraftWelcome;
  batch?: DraftBatch;
  ack?: DraftAck;
  refused?: DraftRefusal;
  deployed?: DeployedPatches;
  /** The draft cannot be stored now, and why. */
  trouble?: string;
  /** A heartbeat. */
  hb?: number;
}

/** A mistake that only the server can tell of. */
export interface FoundProblem {
  id: string;
  rule: "contents" | "credentials";
  text: string;
}

/** A message as the debug channel carries it. */
export interface EncodedMessage {
  msg: string;
  format: string;
}

/** One node having one message. */
export interface TraceStep {
  number: number;
  node: string;
  /** The flow and the instances of subflows around the node. */
  path: string;
  /** Number of the step that sent the message. */
  parent: number | null;
  /** The output that it came from. */
  port: number | null;
  /** Microseconds since the trace began. */
  at: number;
  /** Microseconds until the node had done with the message. */
  took: number;
  value: EncodedMessage;
  /** Messages sent by output. */
  sent: Record<string, number>;
  /** Whether the message was small enough to be kept, to be sent again. */
  repeatable: boolean;
  error?: string;
}

/** One line of the list of traces. */
export interface TraceSummary {
  id: string;
  flow: string;
  /** Milliseconds of Unix time. */
  at: number;
  message: string;
  /** The node that it began at. */
  start: string;
  steps: number;
  errors: number;
  /** Microseconds. */
  took: number;
}

/** The way of one message. */
export interface Trace {
  id: string;
  flow: string;
  at: number;
  message: string;
  start: string;
  steps: number;
  errors: number;
  took: number;
  /** Steps that were not kept. */
  left_out: number;
  all: TraceStep[];
}

/** What `live/traces` tells. */
export interface TracesReport {
  flow: string;
  traces: TraceSummary[];
  /** Messages that were not followed because there were too many. */
  skipped: number;
  /** How many more will be recorded; null for any number. */
  left: number | null;
}

/** A wire over which something went. */
export interface WireReport {
  /** Source, output, target. */
  wire: [string, number, string];
  /** Messages since somebody began to look. */
  count: number;
  /** When the last one was sent, in milliseconds of the server's clock. */
  at: number;
  value?: EncodedMessage;
  error?: string;
  error_at?: number;
}

/** What `live/wires` tells. */
export interface WiresReport {
  flow: string;
  /** Time of the report on the server's clock. */
  t: number;
  wires: WireReport[];
}

/** The values that were seen at one place of a message. */
export interface Shape {
  /** JavaScript's names of the kinds, in order of their first appearance. */
  kinds: string[];
  /** The last value, where it has no parts. */
  sample?: string;
  properties?: Record<string, Shape>;
  /** What the items of a list look like. */
  items?: Shape;
}

/** What was seen at one node's input. */
export interface Seen {
  shape: Shape;
  /** The last ones, the newest first. */
  messages: EncodedMessage[];
}

/** What an expression gave. */
export interface EvaluationResult {
  /** JSON text. */
  result: string;
  kind: string;
}

/** Why it gave nothing. */
export interface EvaluationError {
  error: string;
  code: string | null;
  position: number | null;
}

export type Evaluation = EvaluationResult | EvaluationError;

/** A question about one part of a Python function; `position` counts characters, lines end with one each. */
export interface PythonCode {
  node: string;
  part: "initialize" | "func" | "finalize";
  initialize: string;
  func: string;
  finalize: string;
  position?: number;
}

/** A name that fits. */
export interface PythonCompletion {
  name: string;
  /** As jedi calls it: function, class, instance, module, param, property, statement, keyword … */
  kind: string;
  detail: string;
}

/** What the call around the cursor takes. */
export interface PythonSignature {
  name: string;
  parameters: string[];
  /** Which of them the cursor is at. */
  current: number | null;
  documentation: string;
}

/** What a name stands for. */
export interface PythonDescription {
  title: string;
  documentation: string;
}

/** Something wrong in the code, from one character to another. */
export interface PythonMistake {
  start: number;
  end: number;
  severity: "error" | "warning";
  text: string;
}

/** One version, without what it holds. */
export interface Version {
  number: number;
  /** ISO 8601. */
  at: string;
  /** Empty: nobody named. */
  author: string;
  kind: "full" | "flows" | "nodes" | "reload" | "found";
  revision: string;
  nodes: number;
  added: number;
  changed: number;
  moved: number;
  removed: number;
  /** Labels of the flows that it changed, some of them. */
  flows: string[];
  name: string;
  comment: string;
}

/** Versions, the newest first. */
export interface VersionList {
  versions: Version[];
  has_more: boolean;
  /** The one that is deployed. */
  revision: string;
}

/** A version with its records. */
export interface VersionContent {
  version: Version;
  flows: Record<string, unknown>[];
}
