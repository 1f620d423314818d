/** The dialogs of import and export. */

import type { DialogMap } from "../features";

export default {
  import: () => import("./import-dialog").then((file) => file.ImportDialog),
  export: () => import("./export-dialog").then((file) => file.ExportDialog),
} satisfies DialogMap;
