/** What the tray of a node shows whose type is not installed: that it is kept as it is, and what the file says of it. */

import type { NodeRecord } from "../../document";
import { t } from "../../i18n";
import { Banner } from "../../ui/Feedback";
import styles from "./tray.module.css";

/** Keys that every node has, and that the rest of the tray shows. */
const COMMON = new Set(["id", "type", "z", "g", "x", "y", "d", "l", "name", "info", "wires", "credentials"]);

export function UnknownType({ record }: { record: NodeRecord }) {
  const own = Object.fromEntries(Object.entries(record).filter(([key]) => !COMMON.has(key)));
  return (
    <div className={styles.unknown}>
      <Banner kind="warn" title={t("The node type “{type}” is not installed", { type: record.type })}>
        {t(
          "The node stays in the file as it is and does not run. It works again once a package that offers the type is installed. Nodes around it run.",
        )}
      </Banner>
      {Object.keys(own).length > 0 && (
        <section aria-label={t("Properties in the file")}>
          <h3 className={styles.unknownTitle}>{t("Properties in the file")}</h3>
          <pre className={styles.unknownJson}>{JSON.stringify(own, null, 2)}</pre>
        </section>
      )}
    </div>
  );
}
