/** A declared form in a dialog: reads the record, checks, sends, and says which field the server refuses. */
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { Dialog, Spinner } from "../../ui/index.ts";
import { patch, post } from "../api/client.ts";
import { useAction } from "../api/queries.ts";
import { FormDialog } from "./FormDialog.tsx";
import { SpecFields } from "./SpecFields.tsx";
import { checkValues, type FormSpec, toBody, type Values, valuesOf } from "./spec.ts";
import { type Errors, toErrors } from "./useForm.ts";

export interface SpecFormProps<T> {
  spec: FormSpec;
  /** The one to be changed; without it a new one is made. */
  record?: T | undefined;
  /** Values that a new one starts with. */
  initial?: Values;
  title?: string;
  submitLabel?: string;
  /** Instead of POST at the path or PATCH at path + key. */
  send?: (body: Values) => Promise<unknown>;
  onClose: () => void;
  onSaved?: (saved: T) => void;
  /** Below the fields. */
  children?: ReactNode;
}

export function SpecForm<T extends object>(props: SpecFormProps<T>) {
  const { spec, record, initial } = props;
  const [values, setValues] = useState<Values | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once; what changes at the server meanwhile must not overwrite what is typed.
  useEffect(() => {
    let isCurrent = true;
    void valuesOf(spec, record).then((read) => isCurrent && setValues({ ...read, ...initial }));
    return () => {
      isCurrent = false;
    };
  }, []);
  if (values) return <Loaded {...props} values={values} />;
  return (
    <Dialog title={titleOf(props)} isOpen onClose={props.onClose} size={spec.size ?? "md"}>
      <Spinner size="lg" />
    </Dialog>
  );
}

function Loaded<T extends object>(props: SpecFormProps<T> & { values: Values }) {
  const { spec, record, onClose, onSaved } = props;
  const isEditing = record !== undefined;
  const [values, setValues] = useState(props.values);
  const [errors, setErrors] = useState<Errors<Values>>({});
  const [pending, setPending] = useState(false);
  const saved = useRef<T | null>(null);
  const save = useAction(
    (body: Values) => {
      if (props.send) return props.send(body) as Promise<T>;
      const key = record && (record as Values)[spec.key ?? "pk"];
      return isEditing
        ? patch<T>(`${spec.path}${encodeURIComponent(String(key))}/`, body)
        : post<T>(spec.path, body);
    },
    { done: `${spec.noun} ${isEditing ? "saved" : "created"}`, silent: true },
  );
  const set = useCallback((name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }));
    setErrors((now) => {
      const { [name]: _, ...kept } = now;
      return kept;
    });
  }, []);
  const merge = (changed: Partial<Values>) => {
    for (const [name, value] of Object.entries(changed)) set(name, value);
  };
  const form = {
    values,
    errors,
    pending,
    set: set as never,
    merge,
    submit: async () => {
      const found = await checkValues(spec, values, isEditing);
      setErrors(found);
      if (Object.keys(found).length > 0) return false;
      setPending(true);
      try {
        saved.current = await save.mutateAsync(await toBody(spec, values, isEditing));
        return true;
      } catch (error) {
        setErrors(toErrors(error, Object.keys(values)));
        return false;
      } finally {
        setPending(false);
      }
    },
    text: (() => undefined) as never,
    flag: (() => undefined) as never,
  };
  return (
    <FormDialog
      title={titleOf(props)}
      description={spec.description}
      isOpen
      onClose={onClose}
      onDone={() => {
        onClose();
        if (saved.current) onSaved?.(saved.current);
      }}
      form={form}
      submitLabel={props.submitLabel ?? (isEditing ? "Save" : `Create ${spec.noun}`)}
      size={spec.size ?? "md"}
    >
      <SpecFields
        items={spec.items}
        context={{ values, errors: errors as Partial<Record<string, string>>, set, isEditing }}
      />
      {props.children}
    </FormDialog>
  );
}

const titleOf = <T,>({ title, spec, record }: SpecFormProps<T>) =>
  title ?? (record === undefined ? `New ${spec.noun}` : `Edit ${spec.noun}`);
