import { describe, expect, it } from 'vitest';
import { exampleTargets } from '../../../src/sso/cli/test/options.ts';
import { unbindingChecks } from '../../../src/sso/suite/checks/unbinding.ts';
import { found, runVariant } from './run.ts';
import { unbindingVariants } from './unbinding.ts';

const only = unbindingChecks(exampleTargets).map(({ id }) => id);

describe('a merchant that', () => {
  it.each(unbindingVariants)('$mistake is found', async (variant) => {
    expect(found(await runVariant(variant, { only }))).toEqual(variant.caughtBy);
  });
});

it('every check has a merchant that it finds a mistake of first', () => {
  const first = unbindingVariants.map(({ caughtBy: [id] }) => id);
  expect([...new Set(first)].sort()).toEqual([...only].sort());
});
