import { describe, expect, it } from 'vitest';
import { allOrFirstOfEach } from '../../support/whole.ts';
import { flagged, kindOf } from '../variants/run.ts';
import { heldOut } from './mutants/held-out.ts';
import { open } from './mutants/open.ts';
import { createStore } from './server.ts';
import { correct, report, serverOf } from './tested.ts';

const mutants = [...open, ...heldOut];

/** Those that the documents permit, or that only --deep or a real call with testFlag 0 would show. */
const unseen: ReadonlySet<string> = new Set([
  'zero-test-flag',
  'strings-only',
  'usage-month-from-zero',
  'licence-for-a-year',
  'nonce-for-sixty-seconds',
]);

describe('an independent, correct server', () => {
  for (const tested of allOrFirstOfEach(correct, ({ protocol }) => protocol)) {
    it.concurrent(`${tested.protocol}, ${tested.sale ?? 'period'}`, async () => {
      expect(flagged(await report(tested)).map(({ id }) => kindOf(id))).toEqual([]);
    });
  }
});

describe('mutants', () => {
  it('have ids of their own', () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });

  it('are two sets of equal make-up', () => {
    for (const kind of new Set(mutants.map((mutant) => mutant.kind))) {
      const count = (set: typeof open) => set.filter((mutant) => mutant.kind === kind).length;
      expect(Math.abs(count(open) - count(heldOut)), kind).toBeLessThanOrEqual(2);
    }
  });

  it('start', () => {
    for (const mistake of mutants) {
      const { protocol, sale = 'period' } = mistake;
      expect(() => serverOf({ protocol, sale, mistake }, createStore(), 'key'), mistake.id).not.toThrow();
    }
  });
});

describe('an open mutant', () => {
  for (const mistake of allOrFirstOfEach(open, ({ kind }) => kind)) {
    const { id, title, protocol, sale = 'period' } = mistake;
    it.concurrent(`${id}: ${title}`, { timeout: 120_000 }, async () => {
      const found = flagged(await report({ protocol, sale, mistake }));
      expect(found.length > 0).toBe(!unseen.has(id));
    });
  }
});
