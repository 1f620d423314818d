/** Doing something that takes the server a while, and saying so when it fails. */

import { useState } from "react";
import { errorText } from "../../api";
import { notify } from "../../ui/Toast";

/** Whether something is being done, and doing it: gives whether it was. */
export function useWork(): [boolean, (title: string, work: () => Promise<unknown>) => Promise<boolean>] {
  const [isBusy, setBusy] = useState(false);
  const run = async (title: string, work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      return true;
    } catch (error) {
      notify({ kind: "error", title, description: errorText(error) });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return [isBusy, run];
}

/** The whole page is loaded anew: another document took the place of the one that is open. */
export const startAgain = () => window.location.reload();
