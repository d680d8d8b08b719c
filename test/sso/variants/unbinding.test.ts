import { describe, expect, it } from 'vitest';
import { refusal } from '../../../src/callback/merchant/login/model.ts';
import { unbindingChecks } from '../../../src/sso/checks/binding.ts';
import { exampleTargets } from '../../../src/sso/cli/suite/addresses.ts';
import { found, oneOfEach, runVariant } from './run.ts';
import { unbindingVariants } from './unbinding.ts';

const only = unbindingChecks(exampleTargets).map(({ id }) => id);

describe('a merchant that', () => {
  it.each(oneOfEach(unbindingVariants))('$mistake is found', async (variant) => {
    const report = await runVariant(variant, { only });
    expect(found(report)).toEqual(variant.caughtBy);
  });
});

describe('a merchant whom no one can log in to', () => {
  it('is unbound, and not judged by logins', async () => {
    const { checks } = await runVariant(
      { steps: { exchangeCode: async () => refusal('not-confirmed') } },
      { only: [...only] },
    );
    const outcomes = checks.filter(({ group }) => group === 'unbinding');
    expect(outcomes.map(({ id, status, reason }) => [id, reason?.en ?? status])).toEqual([
      ['OAUTH-UNBIND-USER', 'requires OAUTH-LOGIN to pass'],
      ['LOGIN-UNBIND', 'passed'],
      ['LOGIN-UNBIND-SESSION', expect.stringMatching(/^李华\w+ \(lihua-\w+\) could not log in before$/)],
      ['OAUTH-UNBIND-LOGIN', 'requires OAUTH-LOGIN to pass'],
      ['CAS-UNBIND-LOGIN', 'requires OAUTH-LOGIN to pass'],
      ['LOGIN-UNBIND-REST', 'passed'],
    ]);
  });
});

it('every check has a merchant that it finds a mistake of first', () => {
  const first = unbindingVariants.map(({ caughtBy: [id] }) => id);
  expect([...new Set(first)].sort()).toEqual([...only].sort());
});
