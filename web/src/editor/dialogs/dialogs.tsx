/** The dialog that is open, if one is. */

import { lazy, Suspense } from "react";
import { DeployConflict, DeployWarnings } from "../deploy/deploy-dialogs";
import { useUi } from "../store";
import { AboutDialog } from "./about-dialog";
import { CommandPalette } from "./command-palette";
import { QuickAddDialog } from "./quick-add";
import { SearchDialog } from "./search-dialog";
import { SettingsDialog } from "./settings-dialog";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { SignedOutDialog } from "./signed-out-dialog";

const ImportDialog = lazy(async () => ({
  default: (await import("../exchange/import-dialog")).ImportDialog,
}));
const ExportDialog = lazy(async () => ({
  default: (await import("../exchange/export-dialog")).ExportDialog,
}));

export function Dialogs() {
  const dialog = useUi((state) => state.dialog);
  switch (dialog?.kind) {
    case "import":
      return (
        <Suspense>
          <ImportDialog
            {...(dialog.text === undefined ? {} : { text: dialog.text })}
            {...(dialog.source === undefined ? {} : { source: dialog.source })}
          />
        </Suspense>
      );
    case "export":
      return (
        <Suspense>
          <ExportDialog {...(dialog.target === undefined ? {} : { target: dialog.target })} />
        </Suspense>
      );
    case "search":
      return <SearchDialog {...(dialog.query === undefined ? {} : { query: dialog.query })} />;
    case "commands":
      return <CommandPalette />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "settings":
      return <SettingsDialog />;
    case "about":
      return <AboutDialog />;
    case "quick-add":
      return <QuickAddDialog request={dialog.request} />;
    case "deploy-warnings":
      return <DeployWarnings spec={dialog} />;
    case "deploy-conflict":
      return <DeployConflict spec={dialog} />;
    case "signed-out":
      return <SignedOutDialog />;
    default:
      return null;
  }
}
