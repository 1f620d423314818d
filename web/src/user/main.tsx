/** Entry of My applications, served at /if/user/. */
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "../console/api/queries.ts";
import { applyTheme, Notices } from "../ui/index.ts";
import { App } from "./App.tsx";

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
