// A certified OpenID Connect authority that is not ours and knows nothing of Microsoft Graph.
// Prints {"event":"listening","issuer":…}, then {"event":"granted","grant_type":…} for each answer of its token endpoint
// that gave tokens, and runs until it is stopped.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const CLIENT_ID = 'workpass';
const PEOPLE = {
  noor: { name: 'Noor Vos', preferred_username: 'noor@elders.example', email: 'noor@elders.example' },
};

let handle = (_request, response) => response.writeHead(503).end();
const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_name: 'Workpass',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        // The port of a loopback address is not compared for native clients (RFC 8252 §7.3).
        redirect_uris: ['http://127.0.0.1', 'http://localhost'],
      },
    ],
    features: { deviceFlow: { enabled: true }, revocation: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['only for tests'] },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...PEOPLE[id] }),
    }),
  });
  provider.on('grant.success', (context) => {
    console.log(JSON.stringify({ event: 'granted', grant_type: context.oidc.params.grant_type }));
  });
  handle = provider.callback();
  console.log(JSON.stringify({ event: 'listening', issuer, client_id: CLIENT_ID }));
});
