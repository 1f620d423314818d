/** Where the server is: below a path when it stands behind a reverse proxy that has other things at "/". */

const named =
  typeof document === "undefined"
    ? null
    : document.querySelector<HTMLMetaElement>("meta[name=wirelatch-root]");

/** Empty, or a path with a slash in front and none at the end. */
export const serverRoot = named?.content ?? "";

/** The address of a path of the server's. */
export const addressOf = (path: string): string => serverRoot + path;
