/** The colour theme. */

import { msg } from "../../../i18n";
import { type Theme, theme } from "../../../ui/theme";
import type { EditorCommand } from "../../command";
import { chooseTheme } from "../../preferences";

const themed = (id: Theme, label: string, icon: string, at: number): EditorCommand => ({
  id: `wirelatch:use-${id}-theme`,
  label,
  subject: "view",
  menu: ["theme", at],
  icon,
  keywords: "colours dark mode",
  checked: () => theme() === id,
  run: ({ editor }) => chooseTheme(editor, id),
});

export default [
  themed("system", msg("Theme of the system"), "monitor", 100),
  themed("light", msg("Light theme"), "sun", 110),
  themed("dark", msg("Dark theme"), "moon", 120),
];
