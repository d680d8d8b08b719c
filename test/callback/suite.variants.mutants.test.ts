import { expect, it } from 'vitest';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import { mutants } from './variants/mutants/index.ts';
import { flagged, kindOf, run } from './variants/run.ts';

/** Enough lives for each mutant: the search ends with the first that fails. */
const explore = { seed: 1, runs: 1000, shrinkMs: 0 };

it.each(mutants)('$id: $title.en ($caughtBy)', async (mutant) => {
  const { caughtBy, protocols, options } = mutant;
  // The other protocols share the code that draws lives.
  const [protocol] = protocols;
  const isDrawn = caughtBy.startsWith('EXPLORE-');
  const only = isDrawn ? [`${protocolOf(protocol!).code}-${caughtBy}`] : [];
  const variant = { ...mutant, options: { ...(isDrawn && { explore }), ...options } };
  const report = await run(variant, protocol!, 1, { selection: { only, skip: [] } });
  expect(flagged(report).map(({ id }) => kindOf(id))).toContain(caughtBy);
});
