/** The dialog of the search. */

import type { DialogMap } from "../features";

export default {
  search: () => import("./search-dialog").then((file) => file.SearchDialog),
} satisfies DialogMap;
