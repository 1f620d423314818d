/** Starts a page of the identity half: the admin console and My applications differ in what is in it alone. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyTheme, Notices } from "../ui/index.ts";
import { queryClient } from "./api/queries.ts";

export function mount(app: ReactNode): void {
  applyTheme();
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {app}
        <Notices />
      </QueryClientProvider>
    </StrictMode>,
  );
}
