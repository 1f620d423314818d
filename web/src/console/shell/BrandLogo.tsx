/** The brand in the header of the interfaces: its logo, or the mark with its title. */
import { Logo } from "../../ui/index.ts";
import styles from "./BrandLogo.module.css";
import { BRAND } from "./brand.ts";

export function BrandLogo({ suffix }: { suffix?: string }) {
  if (!BRAND.logo) return <Logo name={BRAND.title} {...(suffix ? { suffix } : {})} />;
  return (
    <span className={styles.logo}>
      <img src={BRAND.logo} alt="" />
      {suffix && <span className={styles.suffix}>{suffix}</span>}
    </span>
  );
}
