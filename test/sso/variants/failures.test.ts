import { describe, expect, it } from 'vitest';
import type { KitProtocol } from '../../../src/callback/delivery/kit-values.ts';
import { type LoginSteps, loginSteps } from '../../../src/callback/merchant/login/login.ts';
import { changed, isRefused, locationOf, page } from './change.ts';
import { failureVariants } from './failures.ts';
import { brief, found, intact, oneOfEach, runVariant, type Variant, type VariantOptions } from './run.ts';

/** Without the check that waits. */
const quick = ['OAUTH-FAIL-*', 'LOGIN-FAIL-TEXT', 'LOGIN-TLS-VERIFIED'];
const all = [...quick, 'LOGIN-FAIL-SLOW'];

async function findings(variant: Omit<Variant, 'mistake' | 'caughtBy'>, options: VariantOptions) {
  return found(await runVariant(variant, options)).toSorted();
}

it.each(oneOfEach(failureVariants))('finds a merchant that $mistake', async (variant) => {
  const waits = variant.caughtBy.includes('LOGIN-FAIL-SLOW');
  const found = waits
    ? await findings({ ...brief.merchant, ...variant }, { only: all, ...brief.suite })
    : await findings(variant, { only: quick });
  expect(found).toEqual(variant.caughtBy.toSorted());
});

it.each<[string, Omit<Variant, 'mistake' | 'caughtBy'>]>([
  ['without a page for the user', intact],
  ['that shows failures itself, with HTTP 502', { login: showing(502) }],
  ['that shows failures itself, with HTTP 200', { login: showing(200) }],
])('finds nothing in a merchant %s', async (_, variant) => {
  expect(await findings(variant, { only: quick, without: ['accountPage'] })).toEqual([]);
});

/** A login that leads nowhere after a failure. */
function showing(status: number): NonNullable<Variant['login']> {
  return (login) =>
    changed(login, (response) => (isRefused(response) ? page(status, '<p>Try again</p>') : response));
}

it('finds a user who is logged in by a failure, and does not print the session in the path', async () => {
  const inside = '/sso/inside;jsessionid=';
  const sessions: string[] = [];
  const { checks } = await runVariant(
    {
      login: (login) => {
        const entering = changed(login, (response) => {
          if (!isRefused(response) && !locationOf(response).endsWith('/sso/account')) return response;
          const session = `node0-5f0c9d1e7a3b4c8d${sessions.length}`;
          sessions.push(session);
          response.headers.append('Set-Cookie', 'inside=1; Path=/');
          response.headers.set('Location', inside + session);
          return response;
        });
        return {
          handle: async (request) => {
            if (!request.url.includes(inside)) return entering.handle(request);
            if (!request.headers.get('cookie')?.includes('inside=1')) return page(403, '<p>Log in');
            const account = await login.handle(new Request(new URL('/sso/account', request.url), request));
            return account?.ok ? account : page(200, '<p>Welcome');
          },
        };
      },
    },
    { only: ['OAUTH-FAIL-TOKEN-400'], without: ['accountPage'] },
  );
  expect(checks.find(({ id }) => id === 'OAUTH-FAIL-TOKEN-400')?.actual?.en).toMatch(
    /^the page http:\S+\/sso\/inside;jsessionid=\*\*\* is shown, which only users who are logged in see$/,
  );
  const report = JSON.stringify(checks);
  expect(sessions.filter((session) => report.includes(session))).toEqual([]);
});

describe('a server that does not call the login centre', () => {
  const only = ['LOGIN-TLS-VERIFIED', 'OAUTH-FAIL-TOKEN-400'];
  const verdicts = async (variant: Omit<Variant, 'mistake' | 'caughtBy'>, protocol: KitProtocol) => {
    const { checks } = await runVariant(variant, { only, protocol });
    return checks
      .filter(({ id }) => only.includes(id))
      .map(({ status, actual, reason }) => `${status}: ${(actual ?? reason)?.en ?? ''}`);
  };
  /** Runs a step only until the first login. */
  const onlyOnce = (step: LoginSteps['exchangeCode']): LoginSteps['exchangeCode'] => {
    let times = 0;
    return (...given) => {
      times += 1;
      return times > 1 ? Promise.resolve({ problem: 'unreachable' }) : step(...given);
    };
  };

  it('is not judged', async () => {
    const steps = { exchangeCode: onlyOnce(loginSteps.exchangeCode) };
    expect(await verdicts({ steps }, 'v2-kit')).toEqual([
      'failed: not judged: the server has not called the login centre',
      expect.stringMatching(/^failed: not judged: the server has opened no TLS connection to https:/),
    ]);
  });

  it.each([
    ['v2-kit', 2],
    ['v1-kit', 1],
  ] as const)('is told if it keeps the old domain, with %s', async (protocol, flag) => {
    const domains = new Map<string, string>();
    const findBinding: LoginSteps['findBinding'] = (...given) => {
      const binding = loginSteps.findBinding(...given);
      if (!binding) return undefined;
      const domain = domains.get(binding.tenantId) ?? binding.domain;
      domains.set(binding.tenantId, domain);
      return { ...binding, domain };
    };
    expect(await verdicts({ steps: { findBinding } }, protocol)).toEqual([
      'passed: ',
      `failed: not judged: the server still calls the old login domain, although tenantSync with flag ${flag} has changed it`,
    ]);
  });
});
