/** Asks a policy about a user, and shows what it says and why. */
import { Banner } from "../../ui/index.ts";
import type { Policy } from "../api/types.ts";
import { type LogMessage, LogMessages } from "./LogMessages.tsx";
import { TrialDialog } from "./TrialDialog.tsx";

export interface TestResult {
  passing: boolean;
  messages?: string[];
  log_messages?: LogMessage[];
}

export function TestPolicy({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  return (
    <TrialDialog<TestResult>
      name={policy.name}
      kind={policy.verbose_name}
      path={`policies/all/${policy.pk}/test/`}
      onClose={onClose}
    >
      {({ passing, messages, log_messages }) => (
        <>
          <Banner kind={passing ? "ok" : "danger"} title={passing ? "Passes" : "Does not pass"}>
            {messages?.join(" ")}
          </Banner>
          <LogMessages messages={log_messages} />
        </>
      )}
    </TrialDialog>
  );
}
