/** The bar below the canvas: what is here, and the view's controls. */

import { t } from "../../i18n";
import { IconButton, ToggleIconButton } from "../../ui/Button";
import { useDocument, useEditor } from "../editor";
import { Slots } from "../slots";
import { ui, useUi } from "../store";
import styles from "./workspace.module.css";

export function Footer() {
  const editor = useEditor();
  const document = useDocument();
  const flow = useUi((state) => state.flow);
  const zoom = useUi((state) => state.zoom);
  const count = useUi((state) => state.selection.length);
  const isMinimapShown = useUi((state) => state.isMinimapShown);
  const nodes = flow ? document.onFlow(flow).length : 0;
  return (
    <div className={styles.footer}>
      <span className={styles.counts} role="status">
        {count > 0
          ? t("{count} of {nodes} selected", { count, nodes })
          : t("{nodes, plural, one {# node} other {# nodes}}", { nodes })}
      </span>
      <span className={styles.tabSpace} />
      <Slots place="footer" />
      <IconButton
        icon="search"
        label={t("Search flows")}
        size="sm"
        placement="top"
        onPress={() => ui.open({ kind: "search" })}
      />
      <ToggleIconButton
        icon="map"
        label={t("Map of the flow")}
        size="sm"
        placement="top"
        isSelected={isMinimapShown}
        onChange={ui.toggleMinimap}
      />
      <span className={styles.footerLine} />
      <IconButton
        icon="minus"
        label={t("Zoom out")}
        size="sm"
        placement="top"
        onPress={() => editor.canvas?.zoomStep(-1)}
      />
      <button
        type="button"
        className={styles.zoom}
        aria-label={`${t("Reset zoom")}: ${Math.round(zoom * 100)}%`}
        onClick={() => editor.canvas?.zoomTo(1)}
      >
        {Math.round(zoom * 100)}%
      </button>
      <IconButton
        icon="add"
        label={t("Zoom in")}
        size="sm"
        placement="top"
        onPress={() => editor.canvas?.zoomStep(1)}
      />
      <IconButton
        icon="zoom-fit"
        label={t("Fit the flow into view")}
        size="sm"
        placement="top"
        onPress={() => editor.canvas?.fit()}
      />
    </div>
  );
}
