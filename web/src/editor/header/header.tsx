/** The bar at the top: the mark, Deploy, the signed-in person, the main menu. */

import { addressOf } from "../../api";
import { t } from "../../i18n";
import { Logo } from "../../ui/Logo";
import { DeployButton } from "../deploy/deploy-button";
import { Slots } from "../slots";
import styles from "./header.module.css";
import { MainMenu } from "./main-menu";
import { UserMenu } from "./user-menu";

export function Header() {
  return (
    <header className={styles.header}>
      <a href={addressOf("/")} className={styles.home} aria-label={t("Wirelatch")}>
        <Logo className={styles.logo ?? ""} />
      </a>
      <span className={styles.spacer} />
      <Slots place="header" />
      <span data-tour="deploy" className={styles.slot}>
        <DeployButton />
      </span>
      <UserMenu />
      <MainMenu />
    </header>
  );
}
