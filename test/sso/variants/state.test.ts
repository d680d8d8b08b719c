import { describe, expect, it } from 'vitest';
import { assertFound, intact, runVariant } from './run.ts';
import { stateVariants } from './state.ts';

const only = ['OAUTH-STATE-*'];

describe('the checks of the state', () => {
  it.each(stateVariants)('find: $mistake', (variant) => assertFound(variant, only));

  it('name a cookie that does not come back', async () => {
    const [variant] = stateVariants;
    const { checks } = await runVariant(variant!, { only: ['OAUTH-STARTED'] });
    const { hint } = checks.find(({ id }) => id === 'OAUTH-STARTED')!;
    expect(hint?.en).toContain('The cookie merchant-login has SameSite=Strict');
  });

  it('are skipped where the merchant starts no login', async () => {
    const { checks } = await runVariant(intact, { only, without: ['loginPage'] });
    const states = checks.filter(({ id }) => id.startsWith('OAUTH-STATE-'));
    expect(states.map(({ status, inconclusive }) => [status, inconclusive])).toEqual(
      states.map(() => ['skipped', undefined]),
    );
  });
});
