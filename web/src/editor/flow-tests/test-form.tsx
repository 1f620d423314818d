/** A flow test as a form: what is sent, what is expected, what nodes that reach outside answer, and the rest. */

import type { ReactNode } from "react";
import { isGroup, isPlaced } from "../../document";
import { t } from "../../i18n";
import type { Answers, Expectation, FlowTest, Sending } from "../../schema";
import { Button, IconButton } from "../../ui/Button";
import { Checkbox } from "../../ui/Choice";
import { NumberField, TextField } from "../../ui/Field";
import { type Option, Select } from "../../ui/Select";
import { useEditor } from "../editor";
import styles from "./flow-tests.module.css";
import { JsonField } from "./json-field";
import { labelOf } from "./test-line";

export interface TestFormProps {
  test: FlowTest;
  isDisabled: boolean;
  onChange: (test: FlowTest) => void;
  /** Told of each field whether it can be read. */
  onProblem: (place: string, hasProblem: boolean) => void;
}

type Messages = Record<string, unknown>;

/** Without what is not set. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

export function TestForm({ test, isDisabled, onChange, onProblem }: TestFormProps) {
  const editor = useEditor();
  const { document, types } = editor;
  const nodes = document
    .onFlow(test.flow)
    .filter((record) => isPlaced(record) && !isGroup(record) && record.type !== "comment");
  const options: Option[] = nodes.map(({ id, type }) => ({
    id,
    label: labelOf(editor, id),
    description: types.get(type)?.palette_label ?? type,
  }));
  const outside = nodes.filter(
    ({ type }) => type === "exec" || /^(network|storage)$/.test(types.get(type)?.category ?? ""),
  );
  const first = nodes[0]?.id ?? "";
  const set = (patch: Partial<FlowTest>) => onChange(compact({ ...test, ...patch }));
  const json = (place: string, label: string, value: unknown, take: (value: unknown) => void) => (
    <JsonField
      label={label}
      value={value}
      isDisabled={isDisabled}
      onChange={take}
      onProblem={(hasProblem) => onProblem(place, hasProblem)}
    />
  );
  const node = (value: string, take: (id: string) => void) => (
    <Select
      label={t("Node")}
      options={
        options.some(({ id }) => id === value) || !value ? options : [...options, { id: value, label: value }]
      }
      value={value || null}
      isDisabled={isDisabled}
      onChange={(id) => take(String(id))}
    />
  );
  return (
    <div className={styles.form}>
      <TextField
        label={t("Name")}
        autoFocus
        value={test.name ?? ""}
        isReadOnly={isDisabled}
        placeholder={t("What the flow does, in a few words")}
        onChange={(name) => set({ name: name || undefined } as Partial<FlowTest>)}
      />
      <Rows
        title={t("Send")}
        help={t("What is put into the flow, in this order.")}
        add={t("Send another message")}
        rows={test.send}
        isDisabled={isDisabled}
        make={(): Sending => ({ to: first, message: { payload: "" } })}
        onChange={(send) => set({ send })}
      >
        {(row, change, index) => {
          const way = row.press !== undefined ? "press" : row.from !== undefined ? "from" : "to";
          const id = row.to ?? row.from ?? row.press ?? "";
          const place = (next: string, node: string): Sending =>
            compact({
              [next]: node,
              port: next === "from" ? (row.port ?? 0) : undefined,
              message: next === "press" ? undefined : (row.message ?? { payload: "" }),
              after: row.after,
            } as Sending);
          return (
            <>
              <div className={styles.fields}>
                <Select
                  label={t("How")}
                  value={way}
                  isDisabled={isDisabled}
                  options={[
                    { id: "to", label: t("Into the input of") },
                    { id: "from", label: t("Out of the output of") },
                    { id: "press", label: t("Press the button of") },
                  ]}
                  onChange={(next) => change(place(String(next), id))}
                />
                {node(id, (next) => change(place(way, next)))}
                {way === "from" && (
                  <NumberField
                    label={t("Output")}
                    minValue={1}
                    value={(row.port ?? 0) + 1}
                    isDisabled={isDisabled}
                    onChange={(port) => change({ ...row, port: Math.max(0, (port || 1) - 1) })}
                  />
                )}
                <NumberField
                  label={t("After")}
                  unit="ms"
                  minValue={0}
                  value={row.after ?? 0}
                  isDisabled={isDisabled}
                  onChange={(after) => change(compact({ ...row, after: after || undefined }) as Sending)}
                />
              </div>
              {way !== "press" &&
                json(`send ${index}`, t("Message"), row.message, (message) =>
                  change({ ...row, message: (message ?? {}) as Messages }),
                )}
            </>
          );
        }}
      </Rows>
      <Rows
        title={t("Expect")}
        help={t("What has to come at each place, and nothing else there. An empty list: nothing may come.")}
        add={t("Expect something elsewhere")}
        rows={test.expect}
        isDisabled={isDisabled}
        make={(): Expectation => ({ node: nodes.at(-1)?.id ?? "", messages: [{ payload: "" }] })}
        onChange={(expect) => set({ expect })}
      >
        {(row, change, index) => (
          <>
            <div className={styles.fields}>
              <Select
                label={t("Where")}
                value={row.at ?? "input"}
                isDisabled={isDisabled}
                options={[
                  { id: "input", label: t("At the input of") },
                  { id: "output", label: t("At the output of") },
                  { id: "error", label: t("As an error of") },
                ]}
                onChange={(at) =>
                  change(
                    compact({
                      ...row,
                      at: at as Expectation["at"],
                      port: at === "output" ? (row.port ?? 0) : undefined,
                    }) as Expectation,
                  )
                }
              />
              {node(row.node, (id) => change({ ...row, node: id }))}
              {row.at === "output" && (
                <NumberField
                  label={t("Output")}
                  minValue={1}
                  value={(row.port ?? 0) + 1}
                  isDisabled={isDisabled}
                  onChange={(port) => change({ ...row, port: Math.max(0, (port || 1) - 1) })}
                />
              )}
              <Select
                label={t("Match")}
                value={row.match ?? "includes"}
                isDisabled={isDisabled}
                options={[
                  { id: "includes", label: t("At least these properties") },
                  { id: "equal", label: t("Exactly these properties") },
                ]}
                onChange={(match) => change({ ...row, match: match as "includes" | "equal" })}
              />
            </div>
            {json(`expect ${index}`, t("Messages"), row.messages, (messages) =>
              change({ ...row, messages: listOf(messages) }),
            )}
          </>
        )}
      </Rows>
      {(outside.length > 0 || (test.answers ?? []).length > 0) && (
        <>
          <Rows
            title={t("Answers")}
            help={t(
              "What nodes that reach outside are taken to send, one for each message that comes to them.",
            )}
            add={t("Let another node answer")}
            rows={test.answers ?? []}
            isDisabled={isDisabled}
            make={(): Answers => ({
              node: outside[0]?.id ?? first,
              messages: [{ message: { payload: "" } }],
            })}
            onChange={(answers) =>
              set({ answers: answers.length > 0 ? answers : undefined } as Partial<FlowTest>)
            }
          >
            {(row, change, index) => (
              <>
                {node(row.node, (id) => change({ ...row, node: id }))}
                {json(
                  `answers ${index}`,
                  t("Messages, each with its output from 0"),
                  row.messages,
                  (messages) => change({ ...row, messages: listOf(messages) as Answers["messages"] }),
                )}
              </>
            )}
          </Rows>
          {outside.map(({ id }) => (
            <Checkbox
              key={id}
              isDisabled={isDisabled}
              isSelected={test.real?.includes(id) ?? false}
              onChange={(isReal) => {
                const real = (test.real ?? []).filter((each) => each !== id);
                const next = isReal ? [...real, id] : real;
                set({ real: next.length > 0 ? next : undefined } as Partial<FlowTest>);
              }}
            >
              {t("{name} really reaches outside in this test", { name: labelOf(editor, id) })}
            </Checkbox>
          ))}
        </>
      )}
      <details className={styles.more} open={Boolean(test.env || test.context)}>
        <summary>{t("Times, errors, environment and context")}</summary>
        <div className={styles.fields}>
          <NumberField
            label={t("Everything is there within")}
            unit="ms"
            minValue={1}
            maxValue={60000}
            value={test.within ?? 2000}
            isDisabled={isDisabled}
            onChange={(within) => set({ within: within || 2000 })}
          />
          <NumberField
            label={t("Silence at the end")}
            unit="ms"
            minValue={0}
            maxValue={60000}
            value={test.quiet ?? 100}
            isDisabled={isDisabled}
            onChange={(quiet) => set({ quiet: Number.isNaN(quiet) ? 100 : quiet })}
          />
          <Select
            label={t("Errors that are not expected")}
            value={test.errors ?? "fail"}
            isDisabled={isDisabled}
            options={[
              { id: "fail", label: t("Fail the test") },
              { id: "ignore", label: t("Are ignored") },
            ]}
            onChange={(errors) => set({ errors: errors as "fail" | "ignore" })}
          />
        </div>
        {json("env", t("Environment variables"), test.env, (env) =>
          set({ env: env as FlowTest["env"] } as Partial<FlowTest>),
        )}
        {json("context", t("Context at the start: flow and global"), test.context, (context) =>
          set({ context: context as FlowTest["context"] } as Partial<FlowTest>),
        )}
      </details>
    </div>
  );
}

interface RowsProps<T> {
  title: string;
  help: string;
  add: string;
  rows: readonly T[];
  isDisabled: boolean;
  make: () => T;
  onChange: (rows: T[]) => void;
  children: (row: T, change: (row: T) => void, index: number) => ReactNode;
}

function Rows<T>({ title, help, add, rows, isDisabled, make, onChange, children }: RowsProps<T>) {
  return (
    <fieldset className={styles.part}>
      <legend>{title}</legend>
      <p className={styles.help}>{help}</p>
      {rows.map((row, index) => (
        <div key={index} className={styles.row}>
          <div className={styles.rowFields}>
            {children(row, (next) => onChange(rows.map((old, at) => (at === index ? next : old))), index)}
          </div>
          {!isDisabled && (
            <IconButton
              icon="trash"
              size="sm"
              label={t("Remove {n} of “{title}”", { n: index + 1, title })}
              onPress={() => onChange(rows.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {!isDisabled && (
        <Button size="sm" variant="quiet" icon="add" onPress={() => onChange([...rows, make()])}>
          {add}
        </Button>
      )}
    </fieldset>
  );
}
