/** Entry of the admin console, served at /if/admin/. */
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { applyTheme, Notices } from "../ui/index.ts";
import { App } from "./App.tsx";
import { queryClient } from "./api/queries.ts";

applyTheme();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
        <Notices />
      </QueryClientProvider>
    </StrictMode>,
  );
}
