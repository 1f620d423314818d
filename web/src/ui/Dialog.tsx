/** Dialogs: a modal with title, body and footer; a question before something that cannot be undone; a drawer. */
import { type ReactNode, useEffect, useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../i18n";
import { Button, IconButton } from "./Button.tsx";
import styles from "./Dialog.module.css";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** sm 26 rem, md 36 rem, lg 52 rem, xl 76 rem, full the window. */
  size?: "sm" | "md" | "lg" | "xl" | "full";
  /** In the window's middle, or a tray at its right edge. */
  placement?: "center" | "side";
  /** Said under the title. */
  description?: ReactNode;
  /** Buttons; the last one is the main action. */
  footer?: ReactNode;
  /** Closing needs a button: a click outside or Escape does nothing. */
  isKeyboardDismissDisabled?: boolean;
  isDismissable?: boolean;
  children: ReactNode;
}

/**
 * Says of the page behind that it is hidden. React Aria makes it `inert`, which says the same, but not to every reader:
 * tools that find elements by their role look at `aria-hidden` only.
 */
export function PageHidden(): null {
  useEffect(() => {
    const page = document.querySelector("#root:not([aria-hidden])");
    page?.setAttribute("aria-hidden", "true");
    return () => page?.removeAttribute("aria-hidden");
  }, []);
  return null;
}

export function Dialog({
  title,
  isOpen,
  onClose,
  size = "md",
  placement = "center",
  description,
  footer,
  isKeyboardDismissDisabled = false,
  isDismissable = false,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay}
      data-placement={placement}
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={isKeyboardDismissDisabled}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal} data-size={size} data-placement={placement}>
        <PageHidden />
        <AriaDialog className={styles.dialog}>
          <header className={styles.header}>
            <div className={styles.titles}>
              <Heading slot="title" className={styles.title}>
                {title}
              </Heading>
              {description && <p className={styles.description}>{description}</p>}
            </div>
            <IconButton icon="close" label={t("Close")} onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.footer}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface AlertDialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** The button that does it, e.g. "Delete". */
  confirmLabel: string;
  cancelLabel?: string;
  /** Red button for what destroys. */
  isDestructive?: boolean;
  /** Awaited; the dialog closes afterwards, and stays open when it throws. */
  onConfirm: () => unknown;
  children: ReactNode;
}

export function AlertDialog({
  title,
  isOpen,
  onClose,
  confirmLabel,
  cancelLabel = t("Cancel"),
  isDestructive = false,
  onConfirm,
  children,
}: AlertDialogProps) {
  const [pending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // Whoever confirms reports its own failure; the question stays for another try.
    } finally {
      setPending(false);
    }
  };
  return (
    <ModalOverlay
      className={styles.overlay}
      data-placement="center"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.modal} data-size="sm">
        <PageHidden />
        <AriaDialog role="alertdialog" className={styles.dialog}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title}>
              {title}
            </Heading>
          </header>
          <div className={styles.body}>{children}</div>
          <footer className={styles.footer}>
            <Button onPress={onClose} autoFocus={isDestructive}>
              {cancelLabel}
            </Button>
            <Button
              variant={isDestructive ? "danger" : "primary"}
              isPending={pending}
              onPress={confirm}
              autoFocus={!isDestructive}
            >
              {confirmLabel}
            </Button>
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
