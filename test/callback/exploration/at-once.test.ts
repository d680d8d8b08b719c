import { expect, test } from 'vitest';
import type { ReferenceMerchant } from '../variants/model.ts';
import { run } from '../variants/run.ts';
import { isAuthentic, othersArrive, read, result } from '../variants/wrap.ts';

/** Answers an order that is at work with 000004 and no instance; `fails`: a renewal that comes twice at once fails. */
function locking(reference: ReferenceMerchant, fails: boolean) {
  const atWork = new Set<string>();
  const made = new Set<string>();
  return async (request: Parameters<ReferenceMerchant['handle']>[0]) => {
    const { activity, values } = read(request, reference);
    const key = `${activity} ${values.orderId}`;
    const isLocked = activity === 'newInstance' || (fails && activity === 'refreshInstance');
    if (!isLocked || made.has(key) || !isAuthentic(request, reference)) return reference.handle(request);
    if (atWork.has(key))
      return result(activity === 'newInstance' ? '000004' : '000005', reference, 'at work');
    atWork.add(key);
    await othersArrive();
    const reply = await reference.handle(request);
    atWork.delete(key);
    made.add(key);
    return reply;
  };
}

test.each([
  [false, 'passed'],
  [true, 'failed'],
])(
  'changes are judged if a lock has answered one of two equal orders (renewals fail: %s)',
  async (fails, status) => {
    const report = await run({ make: (reference) => locking(reference, fails) }, 'v2', 1, {
      sleep: othersArrive,
    });
    expect(report.checks.find(({ id }) => id === 'V2-CONC-CHANGES')).toMatchObject({ status });
  },
);
