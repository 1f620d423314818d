/** Follows the flow shown from the start: what completion knows of messages is gathered while the editor is open. */

import type { Editor } from "../editor";
import { followFlow } from "./feed";
import { provideSeen } from "./seen";

export default function start(editor: Editor): void {
  followFlow(editor);
  provideSeen();
}
