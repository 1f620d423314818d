/** How many problems there are; leads to their panel. */

import { Button as AriaButton } from "react-aria-components";
import { t } from "../../i18n";
import { Icon } from "../../ui/Icon";
import { Tooltip, TooltipTrigger } from "../../ui/Tooltip";
import { ui } from "../store";
import styles from "./problems.module.css";
import { useProblems } from "./store";

export function ProblemCounts() {
  const { errors, warnings } = useProblems();
  const name = t(
    "{errors, plural, one {# error} other {# errors}}, {warnings, plural, one {# warning} other {# warnings}}",
    {
      errors,
      warnings,
    },
  );
  return (
    <TooltipTrigger>
      <AriaButton
        className={styles.counts ?? ""}
        aria-label={t("Problems: {counts}", { counts: name })}
        onPress={() => ui.showSidebar("problems")}
      >
        {/* Sign and number are one picture: the name says them in words. */}
        <span data-severity="error" data-none={errors === 0 || undefined} data-count={errors}>
          <Icon name="error" size="xs" />
        </span>
        <span data-severity="warning" data-none={warnings === 0 || undefined} data-count={warnings}>
          <Icon name="warning" size="xs" />
        </span>
      </AriaButton>
      <Tooltip placement="top">{name}</Tooltip>
    </TooltipTrigger>
  );
}
