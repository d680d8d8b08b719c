import { describe, expect, it } from 'vitest';
import { casChecks } from '../../../src/sso/checks/cas.ts';
import { casSecurityChecks } from '../../../src/sso/checks/cas-security.ts';
import { exampleTargets } from '../../../src/sso/cli/suite/addresses.ts';
import { listChecks } from '../../../src/sso/suite/catalogue.ts';
import { casVariants, compliantWithCas } from './cas.ts';
import { assertFound, found, oneOfEach, runVariant } from './run.ts';

const own = [...casChecks, ...casSecurityChecks].map(({ id }) => id);
// It looks at tickets, too.
const only = [...own, 'LOGIN-LEAK-CODE'];

describe('a merchant that', () => {
  it.each(oneOfEach(casVariants))('$mistake is found', (variant) => assertFound(variant, only));

  it.each(compliantWithCas)('$way passes', async (variant) => {
    const report = await runVariant(variant, { only });
    expect(found(report)).toEqual([]);
    expect(report.checks.filter(({ status }) => status === 'skipped')).toEqual([]);
  });
});

it('every check has a merchant that it finds a mistake of first', () => {
  const first = casVariants.map(({ caughtBy: [id] }) => id);
  expect([...new Set(first)].sort()).toEqual([...only].sort());
});

it('without a callback of CAS, there are no checks of it', () => {
  const { cas: _cas, ...withoutCas } = exampleTargets;
  const [listed, rest] = [exampleTargets, withoutCas].map((targets) =>
    listChecks(targets).filter(({ protocol }) => protocol === 'cas'),
  );
  expect(listed?.map(({ id }) => id)).toEqual(expect.arrayContaining(own));
  expect(rest).toEqual([]);
});

it('a mistake has the same severity with CAS as with OAuth 2.0, where withdrawn users find who lets in outsiders', () => {
  const severities = new Map(listChecks(exampleTargets).map(({ id, severity }) => [id, severity]));
  for (const [cas, oauth] of [
    ['CAS-OUTSIDER', 'OAUTH-ACCOUNT-WITHDRAWN'],
    ['CAS-DISABLED', 'OAUTH-ACCOUNT-DISABLED'],
    ['CAS-ACCOUNT-TENANT', 'OAUTH-ACCOUNT-TENANT'],
    ['CAS-REPLAY', 'OAUTH-CODE-REPLAY'],
    ['CAS-TENANT-MISMATCH', 'OAUTH-TENANT-MISMATCH'],
  ] as const) {
    expect([cas, severities.get(cas)]).toEqual([cas, severities.get(oauth)]);
  }
});
