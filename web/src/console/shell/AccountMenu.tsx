/** The menu of who is signed in: to the other page, settings, theme, sign out. */
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { msg, t } from "../../i18n/index.ts";
import {
  MenuItem,
  MenuPopover,
  MenuSection,
  MenuTrigger,
  setTheme,
  type Theme,
  theme,
} from "../../ui/index.ts";
import { useMe } from "../api/queries.ts";
import { signOut } from "../api/signOut.ts";
import styles from "./AccountMenu.module.css";
import { Avatar } from "./Avatar.tsx";
import { mayAdminister } from "./mayAdminister.ts";

const THEMES: { id: Theme; label: string; icon: "monitor" | "sun" | "moon" }[] = [
  { id: "system", label: msg("Like the system"), icon: "monitor" },
  { id: "light", label: msg("Light"), icon: "sun" },
  { id: "dark", label: msg("Dark"), icon: "moon" },
];

export function AccountMenu({ page }: { page: "admin" | "user" }) {
  const { data } = useMe();
  const [chosen, setChosen] = useState(theme);
  const user = data?.user;
  if (!user) return null;
  const name = user.name || user.username;
  return (
    <MenuTrigger>
      <AriaButton className={styles.button}>
        <Avatar name={name} src={image(user.avatar)} />
        <span className={styles.name}>
          <span className={styles.hidden}>{`${t("Account")}: `}</span>
          {name}
        </span>
      </AriaButton>
      <MenuPopover placement="bottom end" aria-label={t("Account")}>
        <MenuSection title={user.email || user.username}>
          {page === "admin" ? (
            <MenuItem icon="apps" href="/if/user/">
              {t("My applications")}
            </MenuItem>
          ) : (
            mayAdminister(data) && (
              <MenuItem icon="shield" href="/if/admin/">
                {t("Admin interface")}
              </MenuItem>
            )
          )}
          <MenuItem icon="settings" href="/if/user/#/settings">
            {t("Settings")}
          </MenuItem>
        </MenuSection>
        <MenuSection title={t("Theme")}>
          {THEMES.map((item) => (
            <MenuItem
              key={item.id}
              id={item.id}
              icon={chosen === item.id ? "check" : item.icon}
              textValue={t(item.label)}
              aria-label={chosen === item.id ? t("{name} (chosen)", { name: t(item.label) }) : t(item.label)}
              onAction={() => {
                setTheme(item.id);
                setChosen(item.id);
              }}
            >
              {t(item.label)}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection>
          <MenuItem icon="sign-out" onAction={signOut}>
            {t("Sign out")}
          </MenuItem>
        </MenuSection>
      </MenuPopover>
    </MenuTrigger>
  );
}

/** Only pictures from this server (another would learn who looks), and no drawn initials: ours have colours. */
function image(src: string | undefined): string | null {
  return src?.startsWith("/") ? src : null;
}
