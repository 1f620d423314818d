/** The debug sidebar: what debug nodes and errors sent, newest last, with filters; each message leads to its node. */

import { useMemo } from "react";
import { addressOf } from "../../api/root";
import { nodeLabel } from "../../document";
import { msg, t } from "../../i18n";
import { Button, IconButton, ToggleIconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { MenuButton, MenuItem, MenuSection } from "../../ui/Menu";
import { type Editor, useDocument, useEditor } from "../editor";
import { Panel } from "../sidebar/panel";
import { useUi } from "../store";
import styles from "./debug.module.css";
import { clearShown, shownEntries } from "./filter";
import { MessageList } from "./message-list";
import { type DebugFilter, LIMIT, setPaused, useDebug } from "./store";

const FILTERS: Record<DebugFilter, string> = {
  all: msg("All nodes"),
  flow: msg("Current flow"),
  chosen: msg("Chosen nodes"),
};
/** More nodes than this are chosen by the filter's text or on the canvas. */
const MOST_NODES = 100;

export function DebugPanel() {
  const editor = useEditor();
  const { entries, filter, chosen, text, isPaused, missed } = useDebug();
  const flow = useUi((state) => state.flow);
  const shown = useMemo(
    () => shownEntries({ entries, filter, chosen, text }, flow, editor),
    [entries, filter, chosen, text, flow, editor],
  );
  return (
    <Panel
      tools={<FilterMenu editor={editor} />}
      more={
        <>
          <IconButton
            icon="external"
            size="sm"
            label={t("Open in a window of its own")}
            onPress={() =>
              void window.open(addressOf("/debug/view/view.html"), "_blank", "popup,width=720,height=640")
            }
          />
          <ToggleIconButton
            icon={isPaused ? "play" : "pause"}
            size="sm"
            label={isPaused ? t("Go on") : t("Pause")}
            isSelected={isPaused}
            onChange={setPaused}
          />
          <Button
            size="sm"
            variant="quiet"
            icon="trash"
            isDisabled={entries.length === 0}
            onPress={() => clearShown(editor)}
          >
            {shown.length === entries.length ? t("Clear all") : t("Clear shown")}
          </Button>
        </>
      }
    >
      <div className={styles.find}>
        <SearchField
          label={t("Filter messages")}
          quiet
          value={text}
          onChange={(value) => useDebug.setState({ text: value })}
        />
      </div>
      {isPaused && (
        <p className={styles.note} role="status">
          {missed > 0
            ? t("Paused: {n, plural, one {# message} other {# messages}} not kept.", { n: missed })
            : t("Paused.")}
        </p>
      )}
      {shown.length === 0 ? (
        <EmptyState
          icon="debug"
          title={entries.length > 0 ? t("No message passes the filter") : t("No messages yet")}
        >
          {entries.length === 0 && (
            <p>
              {t("Wire a debug node to any output and deploy: what passes there appears here, newest last.")}
            </p>
          )}
        </EmptyState>
      ) : (
        <MessageList entries={shown} isFull={entries.length >= LIMIT} editor={editor} />
      )}
    </Panel>
  );
}

function FilterMenu({ editor }: { editor: Editor }) {
  const { filter, chosen } = useDebug();
  const document = useDocument();
  const selection = useUi((state) => state.selection);
  const nodes = useMemo(() => {
    void document.version;
    const all = document.all().filter((record) => record.type === "debug");
    return all.length > MOST_NODES ? all.filter((record) => chosen.includes(record.id)) : all;
  }, [document, document.version, chosen]);
  const choose = (ids: readonly string[]) =>
    useDebug.setState(ids.length > 0 ? { filter: "chosen", chosen: ids } : { filter: "all", chosen: [] });
  const label = filter === "chosen" ? t("Chosen nodes ({n})", { n: chosen.length }) : t(FILTERS[filter]);
  return (
    <MenuButton
      label={label}
      icon="filter"
      showLabel
      size="sm"
      variant="quiet"
      placement="bottom start"
      aria-label={t("Show messages of")}
      onAction={(key) => {
        if (key === "selection") choose(selection);
      }}
    >
      <MenuSection
        title={t("Show messages of")}
        selectionMode="single"
        selectedKeys={[filter]}
        onSelectionChange={(keys) => {
          const [key] = keys === "all" ? [] : [...keys];
          if (key) useDebug.setState({ filter: key as DebugFilter });
        }}
      >
        <MenuItem id="all">{t(FILTERS.all)}</MenuItem>
        <MenuItem id="flow">{t(FILTERS.flow)}</MenuItem>
        {chosen.length > 0 && <MenuItem id="chosen">{t(FILTERS.chosen)}</MenuItem>}
      </MenuSection>
      <MenuSection>
        <MenuItem id="selection" icon="target" isDisabled={selection.length === 0}>
          {t("The nodes selected on the canvas")}
        </MenuItem>
      </MenuSection>
      {nodes.length > 0 && (
        <MenuSection
          title={t("Debug nodes")}
          selectionMode="multiple"
          selectedKeys={filter === "chosen" ? chosen : []}
          onSelectionChange={(keys) =>
            choose(keys === "all" ? nodes.map(({ id }) => id) : [...keys].map(String))
          }
        >
          {nodes.map((record) => {
            const around = record.z ? document.get(record.z) : undefined;
            const name = nodeLabel(record, editor.types, document);
            return (
              <MenuItem
                key={record.id}
                id={record.id}
                textValue={name}
                {...(around ? { description: nodeLabel(around, editor.types, document) } : {})}
              >
                {name}
              </MenuItem>
            );
          })}
        </MenuSection>
      )}
    </MenuButton>
  );
}
