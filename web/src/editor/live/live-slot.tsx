/** Fetches what live wires need when they are shown. */

import { lazy, Suspense } from "react";
import { useLive } from "./feed";

const LiveLayer = lazy(() => import("./live-layer"));

export function LiveSlot() {
  const isShown = useLive((state) => state.isShown);
  return isShown ? (
    <Suspense fallback={null}>
      <LiveLayer />
    </Suspense>
  ) : null;
}
