/** My applications and the settings of one's own account. */
import { useEffect } from "react";
import { useLocation } from "../console/router.ts";
import { BRAND } from "../console/shell/brand.ts";
import { t } from "../i18n/index.ts";
import { Library } from "./Library.tsx";
import { Settings } from "./Settings.tsx";
import { UserShell } from "./UserShell.tsx";

export function App() {
  const { path } = useLocation();
  const isSettings = path === "/settings";
  useEffect(() => {
    if (!isSettings) document.title = `${t("My applications")} · ${BRAND.title}`;
  }, [isSettings]);
  return <UserShell>{isSettings ? <Settings /> : <Library />}</UserShell>;
}
