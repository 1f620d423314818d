/** Everything that notices say is kept in the event log. */

import { onNotice } from "../../ui/Toast";
import { logEvent } from "./log";

export default function start(): void {
  onNotice(logEvent);
}
