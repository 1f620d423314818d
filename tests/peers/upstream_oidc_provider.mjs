// npm's oidc-provider as an upstream of Wirelatch, with its own sign-in and consent pages.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port, callback] = process.argv.slice(2);
const find = createRequire(`${modules}/`);
const { Provider } = await import(pathToFileURL(find.resolve("oidc-provider")));
const { generateKeyPair, exportJWK } = await import(pathToFileURL(find.resolve("jose")));

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), use: "sig", alg: "ES256", kid: "one" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
	clients: [
		{
			client_id: "wirelatch",
			client_secret: "a-secret-of-the-tests-0123456789/+:%",
			redirect_uris: [callback],
			id_token_signed_response_alg: "ES256",
		},
	],
	jwks: { keys: [key] },
	claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
	cookies: { keys: ["a key of the tests"] },
	pkce: { required: () => true },
	findAccount: (_, id) => ({
		accountId: id,
		claims: () => ({
			sub: id,
			name: `${id} of oidc-provider`,
			preferred_username: id,
			email: `${id}@example.com`,
			email_verified: true,
		}),
	}),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
