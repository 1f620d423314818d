/** The parts of the window into which features put things of their own (`slots.ts` of their folder). */

import { Suspense } from "react";
import { componentOf, SLOTS, type Slot } from "./features";

export function Slots({ place }: { place: Slot["place"] }) {
  return SLOTS.filter((slot) => slot.place === place).map((slot) => {
    const Component = componentOf(slot.load);
    return (
      <Suspense key={slot.at} fallback={null}>
        <Component />
      </Suspense>
    );
  });
}
