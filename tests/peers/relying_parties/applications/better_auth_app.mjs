// Better Auth's generic OAuth plugin in Express, as https://www.better-auth.com/docs/plugins/generic-oauth sets it up.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { BASE, CLIENT_ID, CLIENT_SECRET, ISSUER, MODULES, PORT, SECRET } = process.env;
const require = createRequire(join(MODULES, "index.js"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const express = require("express");
const { betterAuth } = await load("better-auth");
const { fromNodeHeaders, toNodeHandler } = await load("better-auth/node");
const { genericOAuth } = await load("better-auth/plugins");

const provider = {
    providerId: "authentik",
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    discoveryUrl: `${ISSUER}.well-known/openid-configuration`,
    scopes: ["openid", "profile", "email"],
    pkce: true,
    mapProfileToUser: (profile) => ({ preferred_username: profile.preferred_username, groups: profile.groups }),
};
const auth = betterAuth({
    baseURL: BASE,
    secret: SECRET,
    user: {
        additionalFields: {
            preferred_username: { type: "string", required: false },
            groups: { type: "string[]", required: false },
        },
    },
    plugins: [genericOAuth({ config: [provider] })],
});

/** Pass an answer of Better Auth's API on, with its cookies. */
function relay(answer, response, to) {
    response.append("set-cookie", answer.headers.getSetCookie());
    response.redirect(to);
}

const app = express();
app.all("/api/auth/{*rest}", toNodeHandler(auth));
app.get("/", async (request, response) => {
    const session = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) });
    response.send(`<pre>${JSON.stringify(session?.user ?? null)}</pre>`);
});
app.get("/login", async (_request, response) => {
    const answer = await auth.api.signInSocial({ body: { provider: "authentik", callbackURL: "/" }, asResponse: true });
    relay(answer, response, (await answer.json()).url);
});
app.get("/logout", async (request, response) => {
    const headers = fromNodeHeaders(request.headers);
    relay(await auth.api.signOut({ headers, asResponse: true }), response, "/");
});
app.listen(Number(PORT), "127.0.0.1");
