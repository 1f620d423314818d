/** Follows from the start who else is there. */

import { followPeople } from "./presence";

export default followPeople;
