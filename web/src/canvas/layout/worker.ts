/** The layout of large flows, beside the main thread. */
import { type LayoutInput, layered } from "./layered";

self.addEventListener("message", (event: MessageEvent<LayoutInput>) => {
  self.postMessage(layered(event.data));
});
