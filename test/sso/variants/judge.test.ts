import { describe, expect, it } from 'vitest';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { at, everywhere, leading } from './answers.ts';
import { page } from './change.ts';
import { runVariant, type Variant } from './run.ts';

/** What is said about a login that fails. */
async function findingOn(variant: Omit<Variant, 'mistake' | 'caughtBy'>) {
  const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN'] });
  const { status, actual, hint, evidence } = checks.find(({ id }) => id === 'OAUTH-LOGIN')!;
  return { status, actual: actual?.en, hint: hint?.en, evidence };
}

/** A merchant that shows a page of its own after a login that fails. */
function showing(status: number): Pick<Variant, 'login'> {
  return {
    login: (login, origin, print) =>
      at(paths.callback, async (request, handle) => {
        for (let line = 1; line <= 12; line += 1) print(`line ${line}\u001b[2J`);
        const response = await handle(request);
        if (!response?.headers.get('location')?.includes('problem=')) return response;
        return new Response('<p>ID token is missing</p>', { status });
      })(login, origin),
  };
}

it('says that the server did not accept a user whom the login centre has confirmed', async () => {
  const finding = await findingOn({ steps: { isOfTenant: () => false } });
  expect(finding).toMatchObject({
    status: 'failed',
    actual: 'no one is logged in, although the login centre has confirmed the user',
    hint: expect.stringContaining('a library that demands sub'),
  });
});

it('shows the response of the arrival, and the last lines of the output', async () => {
  const { actual, evidence } = await findingOn({
    steps: { isOfTenant: () => false },
    fetch: (send, print) => async (url, init) => {
      const response = await send(url, init);
      print(await response.clone().text());
      return response;
    },
    ...showing(502),
  });
  expect(actual).toBe('no one is logged in, although the login centre has confirmed the user');
  const { curl, response } = evidence!;
  expect(curl).toContain('/sso/callback?code=');
  const parts = response.split('\n\n');
  expect(parts[0]).toMatch(/^HTTP 502\n/);
  expect(parts.slice(1)).toEqual([
    '<p>ID token is missing</p>',
    expect.stringMatching(/^After that:\nGET http:\S+\/sso\/account → 401$/),
    expect.stringMatching(/^Calls to the login centre:\nPOST .* → 200\nGET .* → 200$/),
    expect.stringMatching(/^Last lines of the output of the server:\n/),
  ]);
  expect(parts.at(-1)).toContain('\nline 12');
  expect(parts.at(-1)).not.toContain('\nline 2\n');
  expect(response).not.toContain('\u001b');
  expect(parts.at(-1)).toContain('"access_token":"***"');
});

it('says that there is no discovery', async () => {
  const finding = await findingOn({
    fetch: (send) => async (url, init) => {
      const { origin } = new URL(url);
      const found = await send(`${origin}/.well-known/openid-configuration`, {});
      return found.ok ? send(url, init) : found;
    },
  });
  expect(finding.actual).toMatch(
    /^the login centre has no address http:\S+\/\.well-known\/openid-configuration: HTTP 404$/,
  );
  expect(finding.hint).toContain('no discovery');
  expect(finding.hint).toContain('/api/v1/oauth2/userinfo');
});

it('says that client libraries refuse http addresses, and that no state comes', async () => {
  const fetch: Variant['fetch'] = () => () =>
    Promise.reject(new TypeError('only requests to HTTPS are allowed'));
  const { hint } = await findingOn({ fetch });
  expect(hint).toContain('Client libraries refuse http addresses');
  expect(hint).toContain('KooGallery sends no state');
});

it('speaks of no state where a ticket arrives', async () => {
  const variant: Pick<Variant, 'login'> = { login: at(paths.cas, async () => page(200, '<p>Sorry')) };
  const { checks } = await runVariant(variant, { only: ['CAS-SERVICE-EXACT'] });
  const { hint } = checks.find(({ id }) => id === 'CAS-SERVICE-EXACT')!;
  expect(hint?.en).toContain('Client libraries refuse http addresses');
  expect(hint?.en).not.toContain('state');
});

describe('a page whose script sends the code or the ticket on', () => {
  const answer = (status: number) => async () =>
    page(status, '<div id=app></div><script src=/app.js></script>');
  const served = (path: string, status = 200) => ({ login: at(path, answer(status)) });

  it.each([
    ['OAUTH-LOGIN', served(paths.callback)],
    ['CAS-SERVICE-EXACT', served(paths.cas)],
  ])('is not judged: %s', async (id, variant) => {
    const { checks } = await runVariant(variant, { only: ['OAUTH-LOGIN', id, 'OAUTH-CODE-MISSING'] });
    const { status, expected, actual, hint } = checks.find((check) => check.id === id)!;
    // It fails because nothing else does.
    expect({ status, expected: expected?.en }).toEqual({
      status: 'failed',
      expected: 'a response that shows whether the server is right',
    });
    expect(actual?.en).toMatch(/^not judged: the page \S+ needs scripts, which koo does not run$/);
    expect(hint?.en).toContain('let the server redeem it when the address is opened');
  });

  it('is a refusal with an HTTP error', async () => {
    const { actual } = await findingOn(served(paths.callback, 400));
    expect(actual).toBe('the server has not called the login centre');
  });
});

it.each([
  [404, 'Check the address of the page that shows who is logged in: its response is HTTP 404.'],
  [200, expect.stringMatching(/^Check first that this page shows who is logged in\. The login centre has/)],
])('a page that shows no one, with HTTP %i', async (status, hint) => {
  const login = everywhere(async (request, handle, origin) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/sso/home') return page(200, '<p>Welcome');
    if (pathname === paths.account) return page(status, '<p>Sorry');
    return leading(await handle(request), () => `${origin}/sso/home`, origin);
  });
  expect(await findingOn({ login })).toMatchObject({ status: 'failed', hint });
});

it('says that the login address does not exist', async () => {
  const { actual } = await findingOn({
    login: at(paths.callback, async () => new Response(null, { status: 404 })),
  });
  expect(actual).toMatch(/^the address http:\S+\/sso\/callback does not exist: HTTP 404$/);
});
