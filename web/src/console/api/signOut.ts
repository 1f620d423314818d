/**
 * Signing out as the identity half takes it: by a form of its own pages, with their token, so that no link on another
 * site can do it (wirelatch/identity/login/sign_out.py). The answer is a page.
 */
import { cookie } from "./client.ts";

const ADDRESS = "/if/flow/default-invalidation-flow/";

export function signOut(): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = ADDRESS;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrf_token";
  token.value = cookie(document.cookie, "authentik_csrf");
  form.append(token);
  document.body.append(form);
  form.submit();
}
