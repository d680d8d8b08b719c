import { describe, expect, it } from 'vitest';
import { firstOfEach, isWhole } from '../../support/whole.ts';
import { mistakes } from './mistakes/index.ts';
import type { CompliantVariant, Mistake } from './model.ts';
import { flagged, kindOf, run } from './run.ts';

/** In which protocol a mistake is tested with all checks before a change lands: one for each check that catches it. */
const core: ReadonlySet<string> = new Set(
  firstOfEach(mistakes, ({ caughtBy }) => caughtBy).map(({ id, protocols }, index) => {
    const protocol = protocols[index % protocols.length];
    return `${protocol} ${id}`;
  }),
);

/**
 * Each mistake, in each of its protocols, is caught by the checks it names and by no others among those that run.
 *
 * @param isAlone tests none of them with all checks
 */
export function expectCaught(mistakes: readonly Mistake[], { isAlone = false } = {}): void {
  for (const mistake of mistakes) {
    describe(`${mistake.id}: ${mistake.title.en}`, () => {
      for (const protocol of mistake.protocols) {
        const isWithAll = !isAlone && (isWhole || core.has(`${protocol} ${mistake.id}`));
        const how = isWithAll ? ' (all checks)' : '';
        it.concurrent(`${protocol}: ${mistake.caughtBy}${how}`, async () => {
          const { caughtBy, also = [], alsoIn = {} } = mistake;
          const kinds = [caughtBy, ...also, ...(isWithAll ? (alsoIn[protocol] ?? []) : [])].sort();
          const only = isWithAll ? [] : kinds.map((kind) => `*-${kind}`);
          const report = await run(mistake, protocol, 1, { selection: { only, skip: [] } });
          const found = flagged(report);
          expect(found.map(({ id }) => kindOf(id)).sort()).toEqual(kinds);
          expect(report.checks.filter(({ defect }) => defect)).toEqual([]);
          const named = found.find(({ id }) => kindOf(id) === mistake.caughtBy);
          if (mistake.hint) expect(named?.hint.en).toMatch(mistake.hint);
          for (const { expected, actual, hint } of found) {
            for (const text of [expected, actual, hint]) {
              expect(text?.en).toBeTruthy();
              expect(text?.zh).toBeTruthy();
            }
          }
        });
      }
    });
  }
}

/**
 * Each legal variant passes everything, with the warnings it names: before a change lands in one protocol in turn, and
 * where all is tested in all of them.
 */
export function expectPassed(variants: readonly CompliantVariant[]): void {
  for (const [index, variant] of variants.entries()) {
    describe(`${variant.id}: ${variant.title.en}`, () => {
      const { protocols } = variant;
      const inTurn = protocols.slice(index % protocols.length).slice(0, 1);
      for (const protocol of isWhole ? protocols : inTurn) {
        it.concurrent(protocol, async () => {
          const report = await run(variant, protocol, variant.runs);
          const found = flagged(report);
          expect(found.filter(({ status }) => status === 'failed')).toEqual([]);
          expect(found.map(({ id }) => kindOf(id)).sort()).toEqual([...(variant.warns ?? [])].sort());
          const skipped = report.checks.filter(({ status }) => status === 'skipped').map(({ id }) => id);
          // Nothing passes by not being looked at.
          expect(skipped.filter((id) => !id.startsWith('NET-') && !variant.skips?.test(id))).toEqual([]);
        });
      }
    });
  }
}
