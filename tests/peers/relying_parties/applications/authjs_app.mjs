// Auth.js with its provider for authentik: https://authjs.dev/getting-started/providers/authentik
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const express = createRequire(`${process.env.MODULES}/app.cjs`)("express");
const load = (path) => import(pathToFileURL(`${process.env.MODULES}/@auth/express/${path}`));
const { ExpressAuth, getSession } = await load("index.js");
const { default: Authentik } = await load("providers/authentik.js");

const config = {
    trustHost: true,
    secret: process.env.SECRET,
    providers: [
        Authentik({
            clientId: process.env.CLIENT_ID,
            clientSecret: process.env.CLIENT_SECRET,
            issuer: process.env.ISSUER, // with the slash at its end, whatever the documentation says: it must be what discovery tells
        }),
    ],
    callbacks: {
        jwt: ({ token, profile }) => (profile ? { ...token, claims: profile } : token),
        session: ({ session, token }) => ({ ...session, user: token.claims }),
    },
};
const app = express();
app.use("/auth", ExpressAuth(config));
app.get("/", async (request, response) => {
    const session = await getSession(request, config);
    response.send(`<pre>${JSON.stringify(session?.user ?? null)}</pre>`);
});
app.listen(Number(process.env.PORT), "127.0.0.1");
