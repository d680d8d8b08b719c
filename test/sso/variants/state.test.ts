import { describe, expect, it } from 'vitest';
import { paths } from '../../../src/callback/merchant/login/model.ts';
import { everywhere, withHeaders } from './answers.ts';
import { page } from './change.ts';
import { assertFound, intact, oneOfEach, runVariant } from './run.ts';
import { stateVariants } from './state.ts';

const only = ['OAUTH-STATE-*'];

describe('the checks of the state', () => {
  it.each(oneOfEach(stateVariants))('find: $mistake', (variant) => assertFound(variant, only));

  it('name a cookie that does not come back', async () => {
    const [variant] = stateVariants;
    const { checks } = await runVariant(variant!, { only: ['OAUTH-STARTED'] });
    const { hint } = checks.find(({ id }) => id === 'OAUTH-STARTED')!;
    expect(hint?.en).toContain('The cookie merchant-login has SameSite=Strict');
  });

  it.each([
    ['was set before a code that is redeemed', paths.login, true],
    ['was set after the login has started', paths.callback, false],
  ])('do not name a cookie that %s', async (_, place, isRedeemed) => {
    const login = everywhere(async (request, handle) => {
      const { pathname, searchParams } = new URL(request.url);
      const isReturn = pathname === paths.callback && searchParams.has('state');
      const handled = isReturn && !isRedeemed ? undefined : await handle(request);
      const response = isReturn ? page(403, '<p>Sorry') : handled;
      if (pathname !== place || !response) return response;
      return withHeaders(response, (headers) => headers.append('Set-Cookie', 'theme=dark; SameSite=Strict'));
    });
    const { checks } = await runVariant({ login }, { only: ['OAUTH-STARTED'] });
    const { status, hint } = checks.find(({ id }) => id === 'OAUTH-STARTED')!;
    expect([status, hint?.en]).toEqual([
      'failed',
      expect.stringContaining(
        isRedeemed ? 'The login centre has answered all calls' : 'looks the login domain',
      ),
    ]);
  });

  it('are skipped where the merchant starts no login', async () => {
    const { checks } = await runVariant(intact, { only, without: ['loginPage'] });
    const states = checks.filter(({ id }) => id.startsWith('OAUTH-STATE-'));
    expect(states.map(({ status, inconclusive }) => [status, inconclusive])).toEqual(
      states.map(() => ['skipped', undefined]),
    );
  });
});
