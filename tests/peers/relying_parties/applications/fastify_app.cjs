// `@fastify/oauth2`, which brings simple-oauth2, as https://github.com/fastify/fastify-oauth2 sets it up.
const { createRequire } = require("node:module");
const { join } = require("node:path");

const { BASE, CLIENT_ID, CLIENT_SECRET, ISSUER, MODULES, PORT, SECRET } = process.env;
const modules = createRequire(join(MODULES, "index.js"));
const fastify = modules("fastify")();

async function main() {
    await fastify.register(modules("@fastify/cookie"));
    await fastify.register(modules("@fastify/session"), { secret: SECRET, cookie: { secure: false } });
    await fastify.register(modules("@fastify/oauth2"), {
        name: "authentik",
        scope: ["openid", "profile", "email", "offline_access"],
        credentials: { client: { id: CLIENT_ID, secret: CLIENT_SECRET } },
        startRedirectPath: "/login",
        callbackUri: `${BASE}/callback`,
        discovery: { issuer: ISSUER },
        pkce: "S256",
        cookie: { secure: false },
    });
    fastify.get("/", (request, reply) =>
        reply.type("text/html").send(`<pre>${JSON.stringify(request.session.user ?? null)}</pre>`),
    );
    fastify.get("/callback", async (request, reply) => {
        const { token } = await fastify.authentik.getAccessTokenFromAuthorizationCodeFlow(request);
        request.session.token = token;
        request.session.user = await fastify.authentik.userinfo(token.access_token);
        return reply.redirect("/");
    });
    fastify.get("/refresh", async (request, reply) => {
        const { token } = await fastify.authentik.getNewAccessTokenUsingRefreshToken(request.session.token);
        request.session.token = token;
        request.session.user = await fastify.authentik.userinfo(token.access_token);
        return reply.redirect("/");
    });
    fastify.get("/logout", async (request, reply) => {
        await fastify.authentik.revokeAllToken(request.session.token);
        await request.session.destroy();
        return reply.redirect("/");
    });
    await fastify.listen({ port: Number(PORT), host: "127.0.0.1" });
}

main();
