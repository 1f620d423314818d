/** How the applications are laid out; kept in this browser. */
import { useState } from "react";

export type Layout = "grid" | "list";

const KEY = "wirelatch.library";

export function useLayout(): [Layout, (layout: Layout) => void] {
  const [layout, setLayout] = useState<Layout>(read);
  return [
    layout,
    (next) => {
      setLayout(next);
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // A browser that forbids storage still shows it so until the page is left.
      }
    },
  ];
}

function read(): Layout {
  try {
    return localStorage.getItem(KEY) === "list" ? "list" : "grid";
  } catch {
    return "grid";
  }
}
