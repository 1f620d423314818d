/** Fetches the lists that are typed into at once, before they are asked for: no letter goes astray while they load. */

import type { Start } from "../features";

const start: Start = () => {
  const later = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1500));
  later(() => {
    import("./search-dialog").catch(() => {});
    import("../dialogs/quick-add").catch(() => {});
    import("../keyboard/choose-wire-end").catch(() => {});
  });
};

export default start;
