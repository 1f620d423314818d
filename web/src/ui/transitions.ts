/**
 * Lets go of elements that were removed in the middle of a transition. React Aria lists elements with running
 * transitions, listens for one cancellation of each, and so keeps one that is removed while two of its properties change,
 * with the whole panel that it was in. It tidies up when somebody waits for transitions to end: we do so now and then.
 */
import { runAfterTransition } from "react-aria/private/utils/runAfterTransition";

const PAUSE_MS = 5000;
let timer: ReturnType<typeof setTimeout> | undefined;
let stop: (() => void) | undefined;

document.addEventListener("transitionrun", () => {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    stop?.();
    stop = runAfterTransition(() => {});
  }, PAUSE_MS);
});
