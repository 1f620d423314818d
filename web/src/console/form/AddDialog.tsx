/** Choosing several records to be added to another, one request each: members to a group, a user to groups. */
import { useAction } from "../api/queries.ts";
import { FormDialog } from "./FormDialog.tsx";
import { PickMany, type PickManyProps } from "./PickMany.tsx";
import { useForm } from "./useForm.ts";

export interface AddDialogProps extends Pick<PickManyProps, "label" | "choices" | "emptyText" | "onSearch"> {
  title: string;
  /** Said when all were added. */
  done: string;
  add: (id: string) => Promise<unknown>;
  onClose: () => void;
}

export function AddDialog({ title, done, add, onClose, ...pick }: AddDialogProps) {
  const save = useAction((ids: string[]) => Promise.all(ids.map(add)), { done, silent: true });
  const form = useForm({
    initial: { picked: [] as string[] },
    send: (values) => save.mutateAsync(values.picked),
  });
  return (
    <FormDialog title={title} isOpen onClose={onClose} form={form} submitLabel="Add" size="sm">
      <PickMany {...pick} value={form.values.picked} onChange={(value) => form.set("picked", value)} />
    </FormDialog>
  );
}
