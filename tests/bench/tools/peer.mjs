// The server that ours is compared with: oidc-provider as it comes (its in-memory store, its development pages).
// Prints one line of JSON when it listens: its address, a client, and as many access tokens for
// its userinfo endpoint as the argument says.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const interop = createRequire(new URL('../../interop/package.json', import.meta.url));
const { Provider } = await import(pathToFileURL(interop.resolve('oidc-provider')));

const claims = {
  name: 'Sanne de Vries',
  given_name: 'Sanne',
  family_name: 'de Vries',
  email: 'sanne@noorderlicht.example',
  email_verified: true,
};
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const url = `http://127.0.0.1:${server.address().port}`;
const client = {
  client_id: 'bench',
  token_endpoint_auth_method: 'none',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  response_types: [],
  redirect_uris: [],
};
const provider = new Provider(url, {
  clients: [client],
  claims: { profile: ['name', 'given_name', 'family_name'], email: ['email', 'email_verified'] },
  features: { deviceFlow: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
});
server.on('request', provider.callback());

const tokens = [];
for (let n = 0; n < Number(process.argv[2] ?? 1); n += 1) {
  const grant = new provider.Grant({ accountId: 'sanne', clientId: client.client_id });
  grant.addOIDCScope('openid profile email');
  const token = new provider.AccessToken({
    accountId: 'sanne',
    client: await provider.Client.find(client.client_id),
    grantId: await grant.save(),
    gty: 'urn:ietf:params:oauth:grant-type:device_code',
    scope: 'openid profile email',
  });
  tokens.push(await token.save());
}
console.log(JSON.stringify({ url, client_id: client.client_id, access_tokens: tokens }));
