/** A form in a dialog: fields, general error, Cancel and the button that sends; Enter sends too. */
import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../../i18n/index.ts";
import { Banner, Button, Dialog } from "../../ui/index.ts";
import styles from "./FormDialog.module.css";
import type { Form } from "./useForm.ts";

export interface FormDialogProps<V> {
  title: string;
  description?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  /** After it went through; closing, unless something else is to follow. */
  onDone?: () => void;
  form: Form<V>;
  submitLabel: string;
  size?: "sm" | "md" | "lg";
  children: ReactNode;
}

export function FormDialog<V>({
  title,
  description,
  isOpen,
  onClose,
  onDone = onClose,
  form,
  submitLabel,
  size = "md",
  children,
}: FormDialogProps<V>) {
  const id = useId();
  return (
    <Dialog
      title={title}
      description={description}
      isOpen={isOpen}
      onClose={onClose}
      size={size}
      footer={
        <>
          <Button onPress={onClose}>{t("Cancel")}</Button>
          <Button variant="primary" type="submit" form={id} isPending={form.pending}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <FormBody id={id} form={form} onDone={onDone}>
        {children}
      </FormBody>
    </Dialog>
  );
}

/** The form itself, for pages as well. */
export function FormBody<V>({
  id,
  form,
  onDone,
  children,
}: {
  id: string;
  form: Form<V>;
  onDone?: () => void;
  children: ReactNode;
}) {
  const root = useRef<HTMLFormElement>(null);
  // A form is opened to be filled in: its first field has the focus, unless another one has taken it.
  useEffect(() => {
    const form = root.current;
    if (!form?.closest("[role=dialog]") || form.contains(document.activeElement)) return;
    if (matchMedia("(pointer: fine)").matches) form.querySelector<HTMLElement>("input, textarea")?.focus();
  }, []);
  return (
    <form
      ref={root}
      id={id}
      className={styles.form}
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        event.stopPropagation();
        const element = event.currentTarget;
        if (form.pending) return;
        if (await form.submit()) onDone?.();
        else requestAnimationFrame(() => focusFirstError(element));
      }}
    >
      {form.errors[""] && <Banner kind="danger">{form.errors[""]}</Banner>}
      {children}
    </form>
  );
}

/** Takes the reader to what is wrong. */
export function focusFirstError(root: HTMLElement): void {
  root
    .querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] button, [data-invalid] input")
    ?.focus();
}

/** Fields beside each other where there is room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
