/** Problems are looked for from the start: the footer counts them. */

import { followProblems } from "./store";

export default followProblems;
