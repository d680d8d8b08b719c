import { expect, it } from 'vitest';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import { allOrFirstOfEach } from '../support/whole.ts';
import { mutants } from './variants/mutants/index.ts';
import { flagged, kindOf, run } from './variants/run.ts';

it.each(allOrFirstOfEach(mutants, ({ caughtBy, protocols: [protocol] }) => `${protocol} ${caughtBy}`))(
  '$id: $title.en ($caughtBy)',
  async (mutant) => {
    const { caughtBy, protocols, options } = mutant;
    // The other protocols share the code that makes lives.
    const [protocol] = protocols;
    const isExplored = caughtBy.startsWith('EXPLORE-');
    const only = isExplored ? [`${protocolOf(protocol!).code}-${caughtBy}`] : [];
    const variant = { ...mutant, options: { ...options, ...(isExplored && { explore: { seed: 1 } }) } };
    const report = await run(variant, protocol!, 1, { selection: { only, skip: [] } });
    expect(flagged(report).map(({ id }) => kindOf(id))).toContain(caughtBy);
  },
);
