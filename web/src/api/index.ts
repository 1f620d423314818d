/** What the rest of the web part uses of the server. */

export * from "./client";
export * from "./comms";
export * from "./drafts";
export * from "./endpoints";
export { addressOf } from "./root";
export * from "./versions";
