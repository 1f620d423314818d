/** Debug nodes that run follow what is switched in the document. */

import { followSwitching } from "./switching";

export default followSwitching;
