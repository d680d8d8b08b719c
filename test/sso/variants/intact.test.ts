import { describe, expect, it } from 'vitest';
import { brief, found, intact, runVariant } from './run.ts';

/** The reference merchant does not use a token after the login, and V1 has no call that changes a login domain. */
const unused = ['OAUTH-REFRESH', 'OAUTH-REFRESH-ROTATED'];

describe('the reference merchant', () => {
  it.concurrent.each([
    ['v2-kit', unused],
    ['v1-kit', [...unused, 'OAUTH-ACCOUNT-MOVED']],
  ] as const)('passes every check, bound with %s', async (protocol, skipped) => {
    const { checks } = await runVariant({ ...intact, ...brief.merchant }, { protocol, ...brief.suite });
    expect(found({ checks } as never)).toEqual([]);
    expect(checks.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual(skipped);
  });
});
