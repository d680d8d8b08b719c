import { describe, expect, it } from 'vitest';
import { hostVariants, soundHostVariants } from './hosts.ts';
import { assertFound, found, oneOfEach, runVariant } from './run.ts';

const only = ['LOGIN-ADDRESS-HOST', 'CAS-SERVICE-REQUEST'];

describe('the checks of hosts', () => {
  it.each(oneOfEach(hostVariants))('find: $mistake', (variant) => assertFound(variant, only));

  it.each(soundHostVariants)('pass: $mistake', async (variant) => {
    const report = await runVariant(variant, { only });
    expect(found(report)).toEqual([]);
    expect(report.summary).toMatchObject({ skipped: 0 });
  });

  it('fail where the ticket of another host logs in', async () => {
    const { checks } = await runVariant(hostVariants[3]!, { only });
    expect(checks.find(({ id }) => id === 'CAS-SERVICE-REQUEST')).toMatchObject({ status: 'failed' });
  });
});
