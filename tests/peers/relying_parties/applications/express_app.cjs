// Auth0's express-openid-connect as its README sets it up: https://github.com/auth0/express-openid-connect
const { createRequire } = require("node:module");
const load = createRequire(`${process.env.MODULES}/app.cjs`);
const express = load("express");
const { auth } = load("express-openid-connect");

const app = express();
app.use(
    auth({
        issuerBaseURL: process.env.ISSUER,
        baseURL: process.env.BASE,
        clientID: process.env.CLIENT_ID,
        clientSecret: process.env.CLIENT_SECRET,
        secret: process.env.SECRET,
        authRequired: false,
        idpLogout: true,
        authorizationParams: { response_type: "code", scope: "openid profile email offline_access" },
    }),
);
app.get("/", (request, response) => response.send(`<pre>${JSON.stringify(request.oidc.user ?? null)}</pre>`));
app.get("/refresh", async (request, response) => {
    await request.oidc.accessToken.refresh();
    response.redirect("/");
});
app.use((error, _request, response, _next) => response.status(error.status ?? 500).send(`${error.error}: ${error.message}`));
app.listen(Number(process.env.PORT), "127.0.0.1");
