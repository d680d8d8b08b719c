import { afterAll, describe, expect, it } from 'vitest';
import { minimise } from '../../scripts/fuzz/minimise.ts';
import { createInputs, maxLength } from '../../scripts/fuzz/mutate.ts';
import { createExecutor } from '../../scripts/fuzz/process.ts';
import { loadTarget, targetNames } from '../../scripts/fuzz/targets.ts';
import { ignoreKooError } from '../../src/errors/koo-error.ts';

const limits = { tries: 1000, ms: 10_000 };
/** A target that fails in the way that its input names. */
const faulty = new URL('faulty-target.ts', import.meta.url).href;

describe('the inputs of the fuzzer', () => {
  const pool = [Buffer.from('{"a": 1}'), Buffer.from('b,c\n')];

  it('begin with the valid ones, and are the same for the same seed', () => {
    const [one, same, other] = ['1', '1', '2'].map((seed) => createInputs(seed, pool, ['token']));
    expect(one!(0)).toEqual(pool[0]);
    expect(one!(1)).toEqual(pool[1]);
    const numbers = Array.from({ length: 500 }, (_, index) => index + 2);
    expect(numbers.map(one!)).toEqual(numbers.map(same!));
    expect(numbers.map(one!)).not.toEqual(numbers.map(other!));
  });

  it('contain the tokens of the target, and some of them are long, but none too long', () => {
    const inputAt = createInputs('3', pool, ['rare-token']);
    const inputs = Array.from({ length: 5000 }, (_, index) => inputAt(index));
    expect(inputs.some((input) => input.includes('rare-token'))).toBe(true);
    expect(Math.max(...inputs.map((input) => input.length))).toBeGreaterThan(maxLength / 2);
    expect(Math.max(...inputs.map((input) => input.length))).toBeLessThanOrEqual(maxLength);
  });

  it('need no valid one', () => {
    const inputAt = createInputs('4', []);
    expect(Array.from({ length: 200 }, (_, index) => inputAt(index)).some((input) => input.length > 0)).toBe(
      true,
    );
  });
});

describe('the shrinking of an input', () => {
  it('removes all that the failure does not need', async () => {
    const input = Buffer.from(`${'x'.repeat(1000)}A${'y'.repeat(500)}B${'z'.repeat(700)}`);
    const fails = async (bytes: Uint8Array) => /A.*B/s.test(Buffer.from(bytes).toString());
    expect(Buffer.from(await minimise(input, fails, limits)).toString()).toBe('AB');
  });

  it('keeps an input of which nothing can be left out, and stops after the given number of candidates', async () => {
    const input = Buffer.from('abc');
    expect(await minimise(input, async () => false, limits)).toEqual(input);
    let tries = 0;
    const fails = async () => {
      tries += 1;
      return false;
    };
    await minimise(Buffer.alloc(1000), fails, { tries: 7, ms: 10_000 });
    expect(tries).toBe(7);
  });
});

describe('the executor', () => {
  const executor = createExecutor(500);
  afterAll(() => executor.stop());
  const run = async (input: string) => (await executor.run(faulty, Buffer.from(input)))?.key;

  it('reports an error, a broken property and a defect, but not a refusal', async () => {
    expect(await run('')).toBeUndefined();
    expect(await run('refuse')).toBeUndefined();
    expect(await run('throw')).toMatch(/^TypeError/);
    expect(await run('defect')).toMatch(/^KooError/);
    expect(await run('violate')).toMatch(/^Violation a property /);
    expect(await run('stray')).toMatch(/^RangeError/);
  });

  it('ends a process that hangs or crashes, and goes on with another', async () => {
    expect(await run('hang')).toBe('slow');
    expect(await run('never')).toBe('slow');
    expect(await run('exit')).toBe('crash ended with 7');
    expect(await run('')).toBeUndefined();
  });

  it('names the execution with which a process ended, counts those before it, and repeats its input', async () => {
    const request = { target: faulty, seed: '5', from: 0, step: 1, ms: 10_000, known: [] };
    const { fatal, executions, findings } = await executor.fuzz(request);
    // The seeds are executed first: two good ones, one that throws, one that hangs.
    expect(findings.map(({ index }) => index)).toEqual([2]);
    expect(fatal).toMatchObject({ index: 3, failure: { key: 'slow' } });
    expect(executions).toBe(4);
    expect((await executor.input(faulty, '5', 3)).toString()).toBe('hang');
  });

  it('executes inputs for a given time', async () => {
    const request = { target: 'cmd', seed: '5', from: 4, step: 2, ms: 100, known: [] };
    const { fatal, findings, executions, pool } = await executor.fuzz(request);
    expect({ fatal, findings }).toEqual({ fatal: undefined, findings: [] });
    expect(pool).toBeGreaterThan(0);
    expect(executions).toBeGreaterThan(1);
  });
});

describe('every target', () => {
  it.each(targetNames)('%s reads its own valid inputs', async (name) => {
    const target = await loadTarget(name);
    const seeds = [...target.seeds()].map((seed) => Buffer.from(seed));
    expect(seeds).not.toEqual([]);
    const work = async (seed: Buffer) => target.run(seed);
    // A refusal is none of its failures.
    await Promise.all(seeds.map((seed) => work(seed).catch(ignoreKooError)));
  });
});
