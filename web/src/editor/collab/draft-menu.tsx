/** The state of the draft in the header, and what can be done with it. */

import { MenuTrigger } from "react-aria-components";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { MenuItem, MenuPopover, MenuSection } from "../../ui/Menu";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./collab.module.css";
import { askOrDo, type DraftAction } from "./draft-actions";
import { type CollabState, useCollab } from "./store";

export default function DraftMenu() {
  const { canWrite } = useEditor();
  const state = useCollab();
  const { icon, text, help, tone } = stateOf(state);
  const isPrivate = state.draft === "private";
  return (
    <MenuTrigger>
      <Button
        variant="quiet"
        className={styles.draft ?? ""}
        aria-label={t("Draft: {state}", { state: text })}
      >
        <span className={styles.draftState} data-tone={tone}>
          <Icon name={icon} size="sm" />
          <span className={styles.draftText}>{text}</span>
        </span>
      </Button>
      <MenuPopover
        placement="bottom end"
        aria-label={t("Draft")}
        onAction={(key) => {
          if (key === "changes") ui.open({ kind: "draft-changes" });
          else askOrDo(key as DraftAction);
        }}
      >
        <MenuSection title={help}>
          <MenuItem id="changes" icon="users">
            {t("Whose changes…")}
          </MenuItem>
        </MenuSection>
        <MenuSection>
          {isPrivate ? (
            <MenuItem id="merge" icon="upload" isDisabled={!canWrite}>
              {t("Merge into the shared draft")}
            </MenuItem>
          ) : (
            <MenuItem id="leave" icon="lock" isDisabled={!canWrite}>
              {t("Work on a private draft")}
            </MenuItem>
          )}
          <MenuItem id={isPrivate ? "abandon" : "discard"} icon="trash" danger isDisabled={!canWrite}>
            {isPrivate ? t("Throw the private draft away…") : t("Discard the draft…")}
          </MenuItem>
        </MenuSection>
      </MenuPopover>
    </MenuTrigger>
  );
}

interface Shown {
  icon: IconName;
  text: string;
  help: string;
  tone: "ok" | "busy" | "warn";
}

function stateOf({ status, isPending, draft, trouble }: CollabState): Shown {
  if (trouble) return { icon: "warning", text: t("Not saved"), help: trouble, tone: "warn" };
  if (status === "offline" || status === "refused")
    return {
      icon: "plug",
      text: t("Offline"),
      help: isPending
        ? t("Your changes are kept here, and sent when the server is back.")
        : t("You can go on; your changes are sent when the server is back."),
      tone: "warn",
    };
  if (status === "connecting" || isPending)
    return {
      icon: "refresh",
      text: t("Saving…"),
      help: t("Your changes are on their way to the server."),
      tone: "busy",
    };
  if (draft === "private")
    return {
      icon: "lock",
      text: t("Private draft"),
      help: t("Only you see these changes. They are kept on the server."),
      tone: "ok",
    };
  return {
    icon: "check",
    text: t("Draft saved"),
    help: t("Everybody sees these changes. They are kept on the server."),
    tone: "ok",
  };
}
