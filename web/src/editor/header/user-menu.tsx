/** Who is signed in, and the way out. */

import { MenuTrigger } from "react-aria-components";
import { addressOf, errorText, signOut } from "../../api";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { MenuItem, MenuPopover, MenuSection } from "../../ui/Menu";
import { notify } from "../../ui/Toast";
import { useEditor } from "../editor";
import styles from "./header.module.css";

export function UserMenu() {
  const { session, canWrite } = useEditor();
  const { user } = session;
  if (!user) return null;
  const name = user.name || user.username;
  return (
    <MenuTrigger>
      <Button variant="quiet" className={styles.user ?? ""}>
        <span className="wl-visually-hidden">{t("Signed in as {name}", { name })}</span>
        {user.image ? (
          <img className={styles.avatar} src={user.image} alt="" />
        ) : (
          <span className={styles.avatar} aria-hidden="true">
            {initials(name)}
          </span>
        )}
        <span className={styles.name} aria-hidden="true">
          {name}
        </span>
      </Button>
      <MenuPopover
        placement="bottom end"
        aria-label={t("Account")}
        onAction={(key) => {
          if (key === "sign-out") void leave();
        }}
      >
        <MenuSection title={user.email || user.username}>
          <MenuItem id="role" icon={canWrite ? "shield" : "eye"} textValue={t("Permissions")} isDisabled>
            {canWrite ? t("May edit and deploy") : t("May only look")}
          </MenuItem>
        </MenuSection>
        <MenuSection>
          {session.applications_url && (
            <MenuItem id="applications" icon="apps" href={session.applications_url} target="_blank">
              {t("My applications")}
            </MenuItem>
          )}
          <MenuItem id="sign-out" icon="sign-out">
            {t("Sign out")}
          </MenuItem>
        </MenuSection>
      </MenuPopover>
    </MenuTrigger>
  );
}

async function leave(): Promise<void> {
  try {
    const answer = await signOut();
    window.location.assign(answer?.redirect ?? addressOf("/"));
  } catch (error) {
    notify({ kind: "error", title: t("Signing out failed"), description: errorText(error) });
  }
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}
