import { describe, expect, test } from 'vitest';
import {
  ask,
  askToken,
  blue,
  client,
  clientOfBlue,
  codeFor,
  createWorld,
  credentialsOf,
  exchangeOf,
  refreshOf,
  tenantOf,
} from './world.ts';

const badClient = { error: 'invalid_client', error_description: 'Bad client credentials' };
const differentClient = { error: 'invalid_client', error_description: 'Client ID mismatch' };

describe('a client', () => {
  const cipher = Buffer.alloc(384, 7).toString('base64');
  const { clientId, clientSecret } = client;

  test.each([
    ['another secret', { client_secret: 'no-such-secret' }, 'secret-wrong'],
    ['no secret', { client_secret: '' }, 'secret-missing'],
    ['the secret as it was delivered', { client_secret: cipher }, 'secret-encrypted'],
    ['the same, not encoded', { client_secret: cipher.replaceAll('+', ' ') }, 'secret-encrypted'],
    ['the same in hex', { client_secret: Buffer.alloc(384, 7).toString('hex') }, 'secret-encrypted'],
    ['the secret, not encoded', { client_secret: clientSecret.replaceAll('+', ' ') }, 'secret-encoding'],
    ['the secret, encoded twice', { client_secret: encodeURIComponent(clientSecret) }, 'secret-encoding'],
    ['the secret and a line feed', { client_secret: `${clientSecret}\n` }, 'secret-encoding'],
    ['the secret of another tenant', { client_secret: clientOfBlue.clientSecret }, 'secret-of-other-client'],
    ['another client', { client_id: 'unknown' }, 'client-unknown'],
    ['the client of another tenant', credentialsOf(clientOfBlue), 'client-of-other-tenant'],
    ['no client', { client_id: '' }, 'missing-parameter'],
  ])('with %s is refused, with the reason', async (_, changed, cause) => {
    const world = createWorld();
    const form = { ...refreshOf('any'), ...changed };
    expect(await askToken(world, form)).toMatchObject({ status: 401, body: badClient });
    expect(world.last()).toMatchObject({ cause, error: 'invalid_client', secretMatches: false });
    expect(JSON.stringify(world.calls)).not.toContain(changed.client_secret || clientSecret);
    expect(world.last().reason?.zh).not.toBe(world.last().reason?.en);
  });

  test('at the domain of another tenant is refused, and its code is not used up', async () => {
    const world = createWorld();
    const form = exchangeOf(codeFor(world));
    expect(await askToken(world, form, blue)).toMatchObject({ status: 401, body: badClient });
    expect(world.last()).toMatchObject({ cause: 'client-of-other-tenant', tenantId: blue.id });
    expect((await askToken(world, form)).status).toBe(200);
  });

  test('that the code was not issued to is told so, before its secret is looked at', async () => {
    const world = createWorld();
    const code = codeFor(world);
    world.tenants = [tenantOf('red', { clientId: 'bound-again' })];
    expect(await askToken(world, exchangeOf(code))).toMatchObject({ status: 401, body: differentClient });
    expect(world.last().reason?.en).toContain(`issued to the client ${clientId}`);
  });

  test('is refused with HTTP 400 where that is set', async () => {
    const world = createWorld({ settings: { invalidClientStatus: 400 } });
    const code = codeFor(world);
    expect(await askToken(world, { ...exchangeOf(code), client_secret: 'x' })).toMatchObject({
      status: 400,
      body: badClient,
    });
    expect(await askToken(world, { ...exchangeOf(code), client_id: 'x' })).toMatchObject({
      status: 400,
      body: differentClient,
    });
  });

  test.each([
    ['no grant type', { grant_type: undefined }, 'invalid_request', 'missing-parameter'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type', 'invalid-parameter'],
  ])('that sends %s is refused', async (_, changed, error, cause) => {
    const world = createWorld();
    const form = Object.entries({ ...exchangeOf('x'), ...changed }).filter(
      ([, value]) => value !== undefined,
    );
    const refused = await askToken(world, Object.fromEntries(form) as Record<string, string>);
    expect(refused).toMatchObject({ status: 400, body: { error } });
    expect(world.last().cause).toBe(cause);
  });

  test('has to send a form, and nothing in the URL', async () => {
    const world = createWorld();
    const form = exchangeOf(codeFor(world));
    const inUrl = await ask(world, '/api/v1/oauth2/token', form, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    expect(inUrl.status).toBe(400);
    expect(world.last()).toMatchObject({ cause: 'parameters-in-url', secretIn: 'query' });
    expect(JSON.stringify(world.calls)).not.toMatch(/not-a-real/);
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
      const headers = { 'Content-Type': type };
      const body = JSON.stringify(form);
      const refused = await ask(world, '/api/v1/oauth2/token', {}, { method: 'POST', headers, body });
      expect(refused.status).toBe(400);
      expect(world.last()).toMatchObject({ cause: 'content-type', secretIn: 'none' });
    }
    const body = String(new URLSearchParams(form));
    const headers = { 'Content-Type': 'Application/X-WWW-Form-URLencoded; charset=UTF-8' };
    expect((await ask(world, '/api/v1/oauth2/token', {}, { method: 'POST', headers, body })).status).toBe(
      200,
    );
  });
});
