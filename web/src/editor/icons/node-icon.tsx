/** The icon of a node by the name that a flow gives it: a drawing of ours, or a file of a module. */

import { iconAddress } from "../../canvas/layers/icon-image";
import { nodeIcon } from "../../ui/icons";
import styles from "./icons.module.css";

export function NodeIcon({ name }: { name: string }) {
  const address = iconAddress(name);
  if (address) return <img className={styles.image} src={address} alt="" />;
  return (
    <svg className={styles.drawing} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={nodeIcon(name)} />
    </svg>
  );
}
