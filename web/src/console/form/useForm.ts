/** The state of a form: values, what is wrong with them, and whether it is being sent. */
import { useState } from "react";
import { ApiError, type FieldErrors } from "../api/client.ts";

/** Errors by field; "" holds what belongs to none. */
export type Errors<V> = Partial<Record<keyof V | "", string>>;

export interface Form<V> {
  values: V;
  errors: Errors<V>;
  pending: boolean;
  set<K extends keyof V>(key: K, value: V[K]): void;
  /** Several at once. */
  merge(values: Partial<V>): void;
  /** Checks, sends; true when it went through. */
  submit(): Promise<boolean>;
  /** `value` and `onChange` of a text field, with its error. */
  text<K extends keyof V>(
    key: K,
  ): { value: string; onChange: (value: string) => void; errorMessage: string | undefined };
  /** `isSelected` and `onChange` of a checkbox or switch. */
  flag<K extends keyof V>(key: K): { isSelected: boolean; onChange: (value: boolean) => void };
}

export function useForm<V extends object>({
  initial,
  check,
  send,
}: {
  initial: V | (() => V);
  check?: (values: V) => Errors<V>;
  send: (values: V) => Promise<unknown>;
}): Form<V> {
  const [values, setValues] = useState<V>(initial);
  const [errors, setErrors] = useState<Errors<V>>({});
  const [pending, setPending] = useState(false);
  const merge = (changed: Partial<V>) => {
    setValues((current) => ({ ...current, ...changed }));
    setErrors((current) => {
      const kept: Errors<V> = { ...current };
      for (const key of Object.keys(changed) as (keyof V)[]) delete kept[key];
      return kept;
    });
  };
  const set = <K extends keyof V>(key: K, value: V[K]) => merge({ [key]: value } as unknown as Partial<V>);
  const submit = async () => {
    const found = check?.(values) ?? {};
    setErrors(found);
    if (Object.values(found).some(Boolean)) return false;
    setPending(true);
    try {
      await send(values);
      return true;
    } catch (error) {
      setErrors(toErrors(error, Object.keys(values) as (keyof V)[]));
      return false;
    } finally {
      setPending(false);
    }
  };
  return {
    values,
    errors,
    pending,
    set,
    merge,
    submit,
    text: (key) => ({
      value: String(values[key] ?? ""),
      onChange: (value) => set(key, value as V[typeof key]),
      errorMessage: errors[key],
    }),
    flag: (key) => ({
      isSelected: Boolean(values[key]),
      onChange: (value) => set(key, value as V[typeof key]),
    }),
  };
}

/** A server's refusal as errors of a form with these fields; what fits none of them is general. */
export function toErrors<V>(error: unknown, fields: readonly (keyof V)[]): Errors<V> {
  if (!(error instanceof ApiError)) throw error;
  const errors: Errors<V> = {};
  const general: string[] = [];
  for (const [field, value] of Object.entries(error.fields)) {
    const text = flatten(value).join(" ");
    if (fields.includes(field as keyof V)) errors[field as keyof V] = text as Errors<V>[keyof V];
    else general.push(field === "non_field_errors" ? text : `${field}: ${text}`);
  }
  if (Object.keys(error.fields).length === 0) general.push(error.message);
  if (general.length > 0) errors[""] = general.join(" ");
  return errors;
}

function flatten(value: string[] | FieldErrors): string[] {
  return Array.isArray(value) ? value : Object.values(value).flatMap(flatten);
}
