/**
 * Shows a tour: step by step, the part that is spoken of in a ring, the words beside it. Escape or Skip ends it; the
 * focus stays in the card meanwhile and goes back afterwards.
 */

import { type CSSProperties, useLayoutEffect, useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { PageHidden } from "../../ui/Dialog";
import { useEditor } from "../editor";
import { ui } from "../store";
import { rememberTour } from "./seen";
import { WELCOME } from "./steps";
import styles from "./tour.module.css";

const CARD = { width: 336, height: 220, gap: 14 };

export function Tour() {
  const editor = useEditor();
  const [at, setAt] = useState(0);
  const step = WELCOME[at]!;
  const box = useBox(step.target);
  const isLast = at === WELCOME.length - 1;
  const end = () => {
    rememberTour(editor);
    ui.closeDialog();
  };
  return (
    <ModalOverlay
      className={styles.overlay ?? ""}
      data-bare={box ? undefined : true}
      isOpen
      onOpenChange={(isOpen) => !isOpen && end()}
    >
      {box && <div className={styles.ring} style={ringAround(box)} />}
      <Modal className={styles.place ?? ""} style={placeBeside(box)}>
        <PageHidden />
        <Dialog className={styles.card ?? ""}>
          <span className={styles.count}>{t("{at} of {count}", { at: at + 1, count: WELCOME.length })}</span>
          <Heading slot="title" className={styles.title}>
            {t(step.title)}
          </Heading>
          <p aria-live="polite">{t(step.text)}</p>
          <div className={styles.buttons}>
            {!isLast && (
              <Button variant="quiet" size="sm" onPress={end}>
                {t("Skip the tour")}
              </Button>
            )}
            <span className={styles.space} />
            {at > 0 && (
              <Button size="sm" onPress={() => setAt(at - 1)}>
                {t("Back")}
              </Button>
            )}
            <Button autoFocus variant="primary" size="sm" onPress={() => (isLast ? end() : setAt(at + 1))}>
              {isLast ? t("Done") : t("Next")}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Where the part is; null when there is none, or it is not shown. */
function useBox(target: string | undefined): DOMRect | null {
  const [box, setBox] = useState<DOMRect | null>(null);
  useLayoutEffect(() => {
    const measure = () => {
      const rect = target ? document.querySelector(target)?.getBoundingClientRect() : undefined;
      setBox(rect && rect.width > 0 ? rect : null);
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [target]);
  return box;
}

const ringAround = (box: DOMRect): CSSProperties => ({
  left: box.left - 4,
  top: box.top - 4,
  width: box.width + 8,
  height: box.height + 8,
});

/** To the right of the part, else to its left, else below, else inside of it. */
function placeBeside(box: DOMRect | null): CSSProperties {
  const { innerWidth, innerHeight } = window;
  const { width, height, gap } = CARD;
  if (!box) return { left: (innerWidth - width) / 2, top: Math.max(gap, (innerHeight - height) / 2.4) };
  const top = Math.max(gap, Math.min(box.top + gap, innerHeight - height - gap));
  if (box.right + gap + width < innerWidth && box.width < innerWidth / 2)
    return { left: box.right + gap, top };
  if (box.left - gap - width > 0 && box.height > 80) return { left: box.left - gap - width, top };
  const left = Math.max(gap, Math.min(box.right - width, innerWidth - width - gap));
  if (box.bottom + gap + height < innerHeight) return { left, top: box.bottom + gap };
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2 };
}
