import { afterAll, describe, expect, it } from 'vitest';
import { corpusTargets, readCorpus } from '../scripts/fuzz/corpus.ts';
import { createExecutor } from '../scripts/fuzz/process.ts';

// Far more than an execution takes, since all other tests run at the same time.
const executor = createExecutor(4_000);
afterAll(() => executor.stop());

describe('inputs that once failed', () => {
  it.each(corpusTargets())('are read or refused by the target %s', async (target) => {
    for (const [name, input] of readCorpus(target)) {
      expect(await executor.run(target, input), `test/corpus/${target}/${name}`).toBeNull();
    }
  });
});
