import { describe, expect, it } from 'vitest';
import { assertFound, intact, runVariant } from './run.ts';
import { stateVariants } from './state.ts';

const only = ['OAUTH-STATE-*'];

describe('the checks of the state', () => {
  it.each(stateVariants)('find: $mistake', (variant) => assertFound(variant, only));

  it('are skipped where the merchant starts no login', async () => {
    const { checks } = await runVariant(intact, { only, without: ['loginPage'] });
    const states = checks.filter(({ id }) => id.startsWith('OAUTH-STATE-'));
    expect(states.map(({ status, inconclusive }) => [status, inconclusive])).toEqual(
      states.map(() => ['skipped', undefined]),
    );
  });
});
