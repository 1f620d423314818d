/** Choosing records of one kind to add to another: users to a group, roles to a user. */
import { useAction } from "../api/queries.ts";
import { DualSelect } from "./DualSelect.tsx";
import { FormDialog } from "./FormDialog.tsx";
import type { Source } from "./sources.ts";
import { useForm } from "./useForm.ts";

export interface ChooseDialogProps<T> {
  title: string;
  description?: string;
  /** What is chosen from: "Users". */
  label: string;
  source: Source<T>;
  /** The keys that are chosen already. */
  initial?: readonly string[];
  /** Whether choosing nothing is refused. */
  isRequired?: boolean;
  submitLabel: string;
  save: (keys: string[]) => Promise<unknown>;
  /** Said afterwards. */
  done: string;
  onClose: () => void;
}

export function ChooseDialog<T>({ label, source, initial = [], save, done, ...props }: ChooseDialogProps<T>) {
  const action = useAction(save, { done, silent: true });
  const form = useForm({
    initial: { keys: [...initial] },
    check: ({ keys }) => ({ keys: props.isRequired && keys.length === 0 ? "Choose one." : undefined }),
    send: ({ keys }) => action.mutateAsync(keys),
  });
  return (
    <FormDialog
      title={props.title}
      {...(props.description ? { description: props.description } : {})}
      isOpen
      onClose={props.onClose}
      form={form}
      submitLabel={props.submitLabel}
      size="lg"
    >
      <DualSelect
        label={label}
        source={source}
        value={form.values.keys}
        onChange={(keys) => form.set("keys", keys)}
        errorMessage={form.errors.keys}
      />
    </FormDialog>
  );
}

/** One request for each of the keys. */
export const each = (keys: readonly string[], send: (key: string) => Promise<unknown>) =>
  Promise.all(keys.map(send));
