/** What stands in the window from the start, and fetches the rest when somebody else is there. */

import { lazy, Suspense } from "react";
import { useCollab } from "./store";

const PeopleLayer = lazy(() => import("./people-layer"));
const HeaderPeople = lazy(() => import("./header-people"));
const DraftMenu = lazy(() => import("./draft-menu"));

export function CanvasSlot() {
  const isAlone = useCollab((state) => state.people.length === 0);
  return isAlone ? null : (
    <Suspense fallback={null}>
      <PeopleLayer />
    </Suspense>
  );
}

export function HeaderSlot() {
  const isAlone = useCollab((state) => state.people.length === 0);
  const hasDraft = useCollab((state) => state.status !== "absent");
  return (
    <Suspense fallback={null}>
      {!isAlone && <HeaderPeople />}
      {hasDraft && <DraftMenu />}
    </Suspense>
  );
}
