/** The icon of a node by the name that a flow gives it: a glyph, a drawing of ours, or a file of a module. */

import { iconAddress } from "../../canvas/layers/icon-image";
import { NodeDrawing } from "../../ui/NodeDrawing";
import styles from "./icons.module.css";

interface NodeIconProps {
  name: string;
  /** Shown for a name that means nothing. */
  otherwise?: string | undefined;
  /** Where it is drawn by other rules than in lists of icons. */
  isPlain?: boolean;
}

export function NodeIcon({ name, otherwise, isPlain }: NodeIconProps) {
  const address = iconAddress(name);
  if (address) return <img className={isPlain ? undefined : styles.image} src={address} alt="" />;
  return <NodeDrawing name={name} otherwise={otherwise} className={isPlain ? undefined : styles.drawing} />;
}
