/** What differs between the flows that are open here and those that run. */

import { useEffect, useState } from "react";
import { errorText, getFlows } from "../../api";
import type { NodeRecord } from "../../document";
import { t } from "../../i18n";
import { Dialog } from "../../ui/Dialog";
import { Spinner } from "../../ui/Spinner";
import { notify } from "../../ui/Toast";
import { useEditor } from "../editor";
import { type DialogSpecs, ui } from "../store";
import { DiffView } from "./diff-view";

export function DiffDialog({ against }: DialogSpecs["flow-diff"]) {
  const { document, types } = useEditor();
  const [after] = useState(() => document.toJSON());
  const [before, setBefore] = useState<NodeRecord[] | null>(() =>
    against === "deployed" ? document.deployedRecords() : null,
  );
  useEffect(() => {
    if (against !== "remote") return;
    getFlows().then(
      ({ flows }) => setBefore(flows),
      (error) => {
        ui.closeDialog();
        notify({ kind: "error", title: t("The flows could not be loaded"), description: errorText(error) });
      },
    );
  }, [against]);
  return (
    <Dialog
      title={against === "remote" ? t("Your flows and those that run") : t("Changes that are not deployed")}
      size="lg"
      isOpen
      isDismissable
      onClose={ui.closeDialog}
    >
      {before ? (
        <DiffView
          before={before}
          after={after}
          types={types}
          same={
            against === "remote"
              ? t("What is open here is what runs. After a change, this shows what a deploy would bring.")
              : t(
                  "What you see is what was deployed. Change something, and it is listed here before you deploy it.",
                )
          }
        />
      ) : (
        <Spinner />
      )}
    </Dialog>
  );
}
