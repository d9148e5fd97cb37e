// Microsoft's own clients, changed by configuration alone, against an organization server.
//   node microsoft-clients.mjs device-code|browser ORIGIN TENANT CLIENT_ID [methods]
// Speaks in lines of JSON: what a person has to do now, then what every call answered.
import { Client, BatchRequestContent, BatchResponseContent } from '@microsoft/microsoft-graph-client';
import { PublicClientApplication } from '@azure/msal-node';

const [way, origin, tenant, clientId, what] = process.argv.slice(2);
const host = new URL(origin);
const scopes = ['User.Read', 'User.Read.All', 'UserAuthenticationMethod.Read'];
if (what === 'methods') scopes.push('UserAuthenticationMethod.ReadWrite');
const tell = (event, fields) => console.log(JSON.stringify({ event, ...fields }));

const msal = new PublicClientApplication({
  auth: { clientId, authority: `${origin}/${tenant}`, knownAuthorities: [host.host] },
});

async function signIn() {
  if (way === 'device-code') {
    return msal.acquireTokenByDeviceCode({
      scopes,
      deviceCodeCallback: (code) => tell('open', { url: code.verificationUri, userCode: code.userCode }),
    });
  }
  return msal.acquireTokenInteractive({
    scopes,
    openBrowser: async (url) => tell('open', { url }),
    successTemplate: '<h1>Signed in</h1>',
    errorTemplate: '<h1>Not signed in</h1>',
  });
}

const sdk = (accessToken) =>
  Client.init({
    baseUrl: `${origin}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([host.hostname, host.host]),
    authProvider: (done) => done(null, accessToken),
  });

// Every kind of method of somebody who has an authenticator app, and what they may do with it.
async function methods(accessToken) {
  const client = sdk(accessToken);
  const own = (path, version = 'v1.0') => client.api(`/me/authentication/${path}`).version(version);
  const counts = {};
  for (const kind of ['phone', 'microsoftAuthenticator', 'softwareOath', 'fido2', 'temporaryAccessPass', 'email']) {
    counts[kind] = (await own(`${kind}Methods`).get()).value.length;
  }
  counts.hardwareOath = (await own('hardwareOathMethods', 'beta').get()).value.length;
  const preferences = await own('signInPreferences', 'beta').get();
  await own('signInPreferences', 'beta').patch({ userPreferredMethodForSecondaryAuthentication: 'oath' });
  const refused = {};
  await own('fido2Methods/creationOptions')
    .get()
    .catch(({ statusCode, code }) => {
      refused.creationOptions = `${statusCode} ${code}`;
    });
  for (const kind of ['phone', 'temporaryAccessPass']) {
    await own(`${kind}Methods`)
      .post({ phoneNumber: '+31 650001234', phoneType: 'mobile' })
      .catch(({ statusCode }) => {
        refused[kind] = statusCode;
      });
  }
  const [app] = (await own('softwareOathMethods').get()).value;
  await own(`softwareOathMethods/${app.id}`).delete();
  const gone = await own(`softwareOathMethods/${app.id}`)
    .get()
    .catch(({ statusCode }) => statusCode);
  return {
    counts,
    preferred: preferences.userPreferredMethodForSecondaryAuthentication,
    refused,
    gone,
  };
}

async function graph(accessToken) {
  const client = sdk(accessToken);
  const me = await client.api('/me').select('id,displayName,userPrincipalName,mail,jobTitle').get();
  const photo = await client.api('/me/photo/$value').responseType('arraybuffer').get();
  const manager = await client.api('/me/manager').get();
  const methods = await client.api('/me/authentication/methods').get();
  const organization = await client.api('/organization').get();
  // The SDK takes the origin off and leaves the rest, which Graph reads as below its version.
  const batch = new BatchRequestContent([
    { id: 'me', request: new Request(`${origin}/me`, { method: 'GET' }) },
    { id: 'nobody', request: new Request(`${origin}/users/00000000-0000-0000-0000-000000000000`, { method: 'GET' }) },
  ]);
  const answers = new BatchResponseContent(await client.api('/$batch').post(await batch.getContent()));
  let refused;
  try {
    await client.api('/me/authentication/emailMethods').post({ emailAddress: 'somebody@elsewhere.example' });
  } catch (error) {
    refused = { statusCode: error.statusCode, code: error.code, hasRequestId: Boolean(error.requestId) };
  }
  return {
    me,
    photo: [...new Uint8Array(photo).slice(0, 4)],
    manager: manager.displayName,
    methods: methods.value.map((method) => method['@odata.type']),
    organization: organization.value[0].displayName,
    batch: { me: answers.getResponseById('me').status, nobody: answers.getResponseById('nobody').status },
    refused,
  };
}

const first = await signIn();
const silent = await msal.acquireTokenSilent({ account: first.account, scopes, forceRefresh: true });
tell('done', {
  account: { username: first.account.username, tenantId: first.account.tenantId, homeAccountId: first.account.homeAccountId },
  idTokenClaims: first.idTokenClaims,
  scopes: first.scopes,
  renewed: silent.accessToken !== first.accessToken && !silent.fromCache,
  graph: what === 'methods' ? await methods(silent.accessToken) : await graph(silent.accessToken),
});
