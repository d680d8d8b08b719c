import { expect, it } from 'vitest';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import { mutants } from './variants/mutants/index.ts';
import { flagged, kindOf, run } from './variants/run.ts';

/** The seed that draws a failing life early for most mutants; the others have their own. */
const usualSeed = 19;
const seeds: Readonly<Record<string, number>> = {
  'amount-as-smallint': 14,
  'amount-of-one-refused': 12,
  'appId-too-short': 13,
  'application-id-unique': 20,
  'backslash-in-json': 15,
  'bandWidth-as-smallint': 7,
  'cancelled-user-not-deleted': 10,
  'clientId-too-short': 12,
  'customer-name-in-bytes': 1,
  'deleted-application-not-added': 10,
  'department-code-unique': 8,
  'domainName-too-short': 12,
  'email-of-two-blocks': 18,
  'emoji-in-database': 5,
  'enabled-users-alone': 15,
  'expiry-with-last-order': 11,
  'formal-after-renewal-refused': 191,
  'free-order-refused': 24,
  'give-back-ends-instance': 15,
  'licence-after-renewal-refused': 10,
  'mail-of-32': 15,
  'name-too-short': 13,
  'negative-amount-with-decimals': 23,
  'no-administrators': 18,
  'one-user': 23,
  'orgCode-too-short': 9,
  'orgName-too-short': 8,
  'parent-takes-departments-along': 7,
  'product-id-cut': 5,
  'product-name-in-bytes': 12,
  'quotes-in-list': 9,
  'quotes-in-sql': 1,
  'regular-employees-alone': 15,
  'release-after-renewal-refused': 8,
  'release-clears-all': 8,
  'release-clears-order': 9,
  'release-while-frozen-refused': 4,
  'release-with-last-order': 3,
  'renewal-after-upgrade-refused': 15,
  'renewed-order-recreated': 23,
  'second-change-refused': 24,
  'second-freeze-refused': 22,
  'second-give-back-refused': 2,
  'second-licence-refused': 1,
  'second-upgrade-refused': 24,
  'secret-fixed': 23,
  'sku-code-cut': 2,
  'tenant-takes-application-along': 20,
  'tenant-takes-users-along': 21,
  'two-departments': 23,
  'unfreeze-after-renewal-refused': 12,
  'user-email-demanded': 23,
  'user-employeeType-demanded': 10,
  'user-position-demanded': 22,
  'user-workPlace-demanded': 11,
  'users-deleted-at-once': 20,
};

/** Enough lives for each mutant: the search ends with the first that fails. */
const exploring = (id: string) => ({ explore: { seed: seeds[id] ?? usualSeed, runs: 1000, shrinkMs: 0 } });

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
