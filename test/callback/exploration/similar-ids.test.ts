import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { likenesses, similarIds } from '../../../src/callback/exploration/similar-ids.ts';

const base = fc
  .tuple(
    fc.stringMatching(/^\d{10}$/),
    fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 14, maxLength: 14 }),
  )
  .map(([time, id]) => `CS${time}${id}`);
const forms = Object.keys(likenesses);

/** The ids of a form with the numbers 1 and 2. */
function pair(form: string, from: string, hasLines = false) {
  const [one, other] = [1, 2].map((number) => similarIds(`${form}${number}`, from, hasLines));
  if (!one || !other) throw new Error(form);
  return [one, other] as const;
}

describe('ids that resemble each other', () => {
  it.each(forms)('%s: differ, and have at most 64 characters', (form) => {
    fc.assert(
      fc.property(base, fc.boolean(), (from, hasLines) => {
        const numbers = [1, 2, 3, 11, 12];
        const made = numbers.map((number) => similarIds(`${form}${number}`, from, hasLines));
        const keys = made.map((ids) => JSON.stringify(hasLines ? ids : ids?.orderId));
        if (hasLines || form !== 'joined') expect(new Set(keys).size).toBe(numbers.length);
        for (const ids of made)
          for (const id of hasLines ? [ids?.orderId, ids?.orderLineId] : [ids?.orderId])
            expect(id).toMatch(/^\w[\w-]{0,63}$/);
      }),
    );
  });

  it.each<[string, (ids: { orderId: string; orderLineId: string }) => unknown]>([
    ['digits', ({ orderId }) => Number(orderId)],
    ['zeros', ({ orderId }) => Number(orderId)],
    ['exponent', ({ orderId }) => Number(orderId)],
    ['case', ({ orderId }) => orderId.toLowerCase()],
    ['joined', ({ orderId, orderLineId }) => orderId + orderLineId],
    ['longest', ({ orderId }) => orderId.slice(0, -1)],
  ])('%s: are equal to who reads them carelessly', (form, careless) => {
    fc.assert(
      fc.property(base, (from) => {
        const [one, other] = pair(form, from, true);
        expect(careless(one)).toEqual(careless(other));
      }),
    );
  });

  it('have the full length where that is the point', () => {
    expect(pair('longest', 'CS26', false)[0].orderId).toHaveLength(64);
    expect(pair('longest', 'CS26', true)[0].orderLineId).toHaveLength(64);
  });

  it.each(['o1', 'digits', 'case', 'exponent1x', '1', 'constructor1'])('%s is the name of none', (name) => {
    expect(similarIds(name, 'CS26', true)).toBeUndefined();
  });
});
