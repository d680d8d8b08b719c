import { describe, expect, it } from 'vitest';
import { codeVariants, soundCodeVariants } from './codes.ts';
import { assertFound, oneOfEach, runVariant } from './run.ts';

const only = ['OAUTH-CODE-*'];

describe('the checks of codes', () => {
  it.each(oneOfEach(codeVariants))('find: $mistake', (variant) => assertFound(variant, only));

  it.each(soundCodeVariants)('pass: $mistake', async (variant) => {
    const { checks } = await runVariant(variant, { only });
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('pass where only the page after the login shows who is logged in', async () => {
    const { checks } = await runVariant({}, { only, without: ['accountPage'] });
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });
});
