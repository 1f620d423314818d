/** How often something is done that much may ask for. */

/** Does something a while after it is first asked for, once for all that asked meanwhile. */
export function atMostEvery(pause: number, act: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      act();
    }, pause);
  };
}
