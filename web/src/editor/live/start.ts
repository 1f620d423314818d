/** Follows the flow shown from the start: what completion knows of messages is gathered while the editor is open. */

import { followFlow } from "./feed";

export default followFlow;
