import { describe, expect, it } from 'vitest';
import { addressChecks } from '../../../src/sso/checks/address.ts';
import { leakChecks } from '../../../src/sso/checks/leaks.ts';
import { at, everywhere, leading, withHeaders } from './answers.ts';
import { page } from './change.ts';
import { exposureVariants, redirectVariants, rewriting, withScripts } from './exposure.ts';
import { hiddenLogout } from './logout.ts';
import { assertFound, found, intact, oneOfEach, runVariant, type Variant } from './run.ts';

const only = ['LOGIN-ADDRESS*', 'LOGIN-LEAK-*', 'LOGIN-MOBILE', 'LOGIN-SCRIPT-IN-NAME'];

it.each(oneOfEach(exposureVariants))('finds a merchant that $mistake', (variant) =>
  assertFound(variant, only),
);

it.each(oneOfEach(redirectVariants))('finds a merchant that $mistake', async (variant) => {
  const report = await runVariant(variant, { only: ['LOGIN-OPEN-REDIRECT', 'LOGIN-LEAK-URL'] });
  expect(found(report)).toEqual(variant.caughtBy);
  const { evidence, actual } = report.checks.find(({ id }) => id === 'LOGIN-OPEN-REDIRECT')!;
  const [, name = ''] = /with (\w+)=/.exec(actual?.en ?? '') ?? [];
  // The request that leads away, with this parameter alone.
  expect(evidence?.response).not.toMatch(/\n\ntrap/);
  expect(evidence?.curl).toMatch(new RegExp(`[?&]${name}=`));
  if (name !== 'to') expect(evidence?.curl).not.toMatch(/[?&]to=/);
});

it('finds nothing in a merchant without a page for the user', async () => {
  const report = await runVariant(intact, {
    only: [...only, 'LOGIN-OPEN-REDIRECT'],
    without: ['accountPage', 'loginPage', 'logout'],
  });
  expect(found(report)).toEqual([]);
});

it('does not print the session in the path of a page with the code in its address', async () => {
  const session = 'node0-5f0c9d1e7a3b4c8d';
  const variant: Partial<Variant> = {
    login: everywhere(async (request, handle, origin) => {
      const [address = '', inPath] = request.url.split(';jsessionid=');
      if (inPath !== undefined) {
        const response = await handle(new Request(address, request));
        return (
          response && withHeaders(response, (headers) => headers.set('Access-Control-Allow-Origin', '*'))
        );
      }
      const code = new URL(request.url).searchParams.get('code');
      const response = await handle(request);
      if (code === null) return response;
      return leading(response, ({ pathname }) => `${pathname};jsessionid=${session}?code=${code}`, origin);
    }),
  };
  const { checks } = await runVariant(variant, { only });
  for (const id of ['LOGIN-LEAK-CODE', 'LOGIN-LEAK-CORS-ANY']) {
    expect(checks.find((check) => check.id === id)?.actual?.en).toContain('/sso/account;jsessionid=***');
  }
  expect(JSON.stringify(checks)).not.toContain(session);
});

describe('the registered address', () => {
  const verdicts = async (login: string) => {
    const checks = addressChecks.filter(({ group }) => group === 'exposure');
    const probe = { targets: { login, production: '' }, world: { first: { id: '1', code: 'a' } } };
    return Promise.all(
      checks.map(async ({ run }) => {
        const verdict = await run(probe as never);
        return verdict.status === 'failed' ? verdict.actual.en : verdict.status;
      }),
    );
  };

  it.each([
    ['https://saas.example.net/sso?tenant={tenantId}', ['passed', 'passed']],
    ['http://127.0.0.1:8080/sso', ['passed', 'passed']],
    ['http://saas.example.net/sso', ['http://saas.example.net/sso', 'passed']],
    ['https://saas.example.net/#/sso', ['https://saas.example.net/#/sso', 'passed']],
    ['https://203.0.113.7/sso', ['passed', '203.0.113.7']],
    ['https://[2001:db8::7]/sso', ['passed', '[2001:db8::7]']],
    ['https://saas.example.net:8443/sso', ['passed', 'saas.example.net:8443']],
  ])('is judged by its parts: %s', async (login, expected) => {
    expect(await verdicts(login)).toEqual(expected);
  });
});

describe('what cannot be judged', () => {
  const reasons = async (variant: Omit<Variant, 'mistake' | 'caughtBy'>, id: string) => {
    const { checks } = await runVariant(variant, { only: [id] });
    const { status, reason, actual } = checks.find((check) => check.id === id)!;
    return [status, (reason ?? actual)?.en];
  };

  it('is a name that no page shows', async () => {
    const variant: Partial<Variant> = {
      login: (login) => rewriting(login, (html) => html.replace(/(?<=<dd>)&lt;.*?(?=<)/, '')),
    };
    expect(await reasons(variant, 'LOGIN-SCRIPT-IN-NAME')).toEqual([
      'skipped',
      'no page shows the name without scripts, which koo does not run',
    ]);
  });

  it('is a logout that needs the form of a page that koo does not know', async () => {
    const { checks } = await runVariant(hiddenLogout, { only: ['LOGIN-OPEN-REDIRECT'] });
    expect(checks.find(({ id }) => id === 'LOGIN-OPEN-REDIRECT')).toMatchObject({
      status: 'failed',
      actual: { en: expect.stringContaining('the logout responded with HTTP 403: if it needs the form') },
    });
  });

  it('is a logout that refuses everything, also with another status than 403', async () => {
    const login = at('/sso/logout', async () => page(419, '<p>Page expired'));
    const [status, reason] = await reasons({ login }, 'LOGIN-OPEN-REDIRECT');
    expect(status).toBe('failed');
    expect(reason).toMatch(/^not judged: the logout responded with HTTP 419: if it needs the form/);
  });

  it('is not a logout that refuses foreign addresses', async () => {
    const login = at('/sso/logout', async (request, handle) => {
      const { searchParams } = new URL(request.url);
      return searchParams.has('next') ? page(403, '<p>Not there') : handle(request);
    });
    expect(await reasons({ login }, 'LOGIN-OPEN-REDIRECT')).toEqual(['passed', undefined]);
  });

  it('is where scripts lead, and what they show', async () => {
    const variant: Partial<Variant> = { login: withScripts };
    const why = expect.stringMatching(/^the page .*\/sso\/app.* needs scripts, which koo does not run$/);
    const expected = {
      'LOGIN-OPEN-REDIRECT': ['skipped', why],
      'LOGIN-FAIL-TEXT': ['skipped', why],
      'LOGIN-MOBILE': ['passed', undefined],
    };
    const { checks } = await runVariant(variant, { only: Object.keys(expected) });
    for (const [id, verdict] of Object.entries(expected)) {
      const { status, reason } = checks.find((check) => check.id === id)!;
      expect([status, reason?.en]).toEqual(verdict);
    }
  });

  it('is the output of a server that koo has not started', async () => {
    const [check] = leakChecks.filter(({ id }) => id === 'LOGIN-LEAK-OUTPUT-CODE');
    expect(await check!.run({ world: { calls: [] } } as never)).toMatchObject({ status: 'skipped' });
  });
});
