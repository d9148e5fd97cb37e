// What jose, which is none of our code, makes of the `Authorization` header of a push message (RFC 8292).
//   node verify-vapid.mjs AUTHORIZATION AUDIENCE NOW
import { importJWK, jwtVerify } from 'jose';

const [authorization, audience, now] = process.argv.slice(2);
const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization);
const point = Buffer.from(key, 'base64url');
const coordinate = (from) => point.subarray(from, from + 32).toString('base64url');
const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
try {
  const { payload, protectedHeader } = await jwtVerify(token, await importJWK(jwk, 'ES256'), {
    audience,
    algorithms: ['ES256'],
    requiredClaims: ['aud', 'exp'],
    currentDate: new Date(Number(now) * 1000),
  });
  console.log(JSON.stringify({ header: protectedHeader, claims: payload }));
} catch (error) {
  console.log(JSON.stringify({ error: error.code ?? String(error) }));
}
