/** The parts of the window into which features put things of their own (`slots.ts` of their folder). */

import { SLOTS, type Slot } from "./features";
import { Part } from "./part";

export function Slots({ place }: { place: Slot["place"] }) {
  return SLOTS.filter((slot) => slot.place === place).map((slot) => <Part key={slot.at} load={slot.load} />);
}
