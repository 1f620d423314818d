// npm's oidc-provider with its in-memory store and one client, as benchmarks/identity.py measures it.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, port] = process.argv.slice(2);
const find = createRequire(`${modules}/`);
const { Provider } = await import(pathToFileURL(find.resolve("oidc-provider")));
const { generateKeyPair, exportJWK } = await import(pathToFileURL(find.resolve("jose")));

const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const key = { ...(await exportJWK(privateKey)), use: "sig", alg: "ES256", kid: "one" };

const provider = new Provider(`http://127.0.0.1:${port}`, {
	clients: [
		{
			client_id: "app",
			client_secret: "a-secret-of-the-benchmark-0123456789",
			grant_types: ["authorization_code", "client_credentials"],
			response_types: ["code"],
			redirect_uris: ["https://app.example.com/callback"],
			token_endpoint_auth_method: "client_secret_post",
			id_token_signed_response_alg: "ES256",
		},
	],
	jwks: { keys: [key] },
	scopes: ["openid", "profile", "email"],
	features: {
		devInteractions: { enabled: false },
		clientCredentials: { enabled: true },
		resourceIndicators: {
			enabled: true,
			defaultResource: () => "urn:benchmark",
			getResourceServerInfo: () => ({
				scope: "profile email",
				audience: "app",
				accessTokenTTL: 600,
				accessTokenFormat: "jwt",
				jwt: { sign: { alg: "ES256" } },
			}),
		},
	},
	ttl: { ClientCredentials: 600 },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
