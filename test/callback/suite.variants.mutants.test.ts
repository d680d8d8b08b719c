import { expect, it } from 'vitest';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import { mutants } from './variants/mutants/index.ts';
import { flagged, kindOf, run } from './variants/run.ts';

/** Seeds that draw a failing life early; the others are found early with the seed 1. */
const seeds: Readonly<Record<string, number>> = {
  'backslash-in-json': 9,
  'cancelled-user-not-deleted': 10,
  'department-name-in-bytes': 2,
  'domainName-too-short': 4,
  'emoji-in-database': 5,
  'enabled-users-alone': 12,
  'extension-demanded': 5,
  'freeze-after-upgrade-refused': 5,
  'give-back-ends-instance': 3,
  'lines-share-instance': 2,
  'name-too-short': 6,
  'no-administrators': 3,
  'orgName-too-short': 4,
  'parent-takes-departments-along': 7,
  'quotes-in-list': 4,
  'release-after-renewal-refused': 3,
  'release-with-last-order': 3,
  'renewal-after-upgrade-refused': 6,
  'renewed-order-recreated': 4,
  'second-freeze-refused': 3,
  'second-give-back-refused': 2,
  'secret-fixed': 2,
  'tenant-takes-users-along': 3,
  'tenantCode-too-short': 2,
  'two-departments': 2,
  'user-employeeCode-demanded': 2,
  'user-name-of-32': 3,
  'user-position-demanded': 4,
  'user-workPlace-demanded': 5,
  'userName-too-short': 2,
};

/** Enough lives for each mutant: the search ends with the first that fails. */
const exploring = (id: string) => ({ explore: { seed: seeds[id] ?? 1, runs: 1000, shrinkMs: 0 } });

it.each(mutants)('$id: $title.en ($caughtBy)', async (mutant) => {
  const { caughtBy, protocols, options } = mutant;
  // The other protocols share the code that draws lives.
  const [protocol] = protocols;
  const isDrawn = caughtBy.startsWith('EXPLORE-');
  const only = isDrawn ? [`${protocolOf(protocol!).code}-${caughtBy}`] : [];
  const variant = { ...mutant, options: { ...options, ...(isDrawn && exploring(mutant.id)) } };
  const report = await run(variant, protocol!, 1, { selection: { only, skip: [] } });
  expect(flagged(report).map(({ id }) => kindOf(id))).toContain(caughtBy);
});
