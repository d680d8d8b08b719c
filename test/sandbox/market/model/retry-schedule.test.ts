import { describe, expect, test } from 'vitest';
import type { ProtocolId } from '../../../../src/callback/protocols/model.ts';
import type { Cause } from '../../../../src/sandbox/market/model/model.ts';
import { polls, seriesOf } from '../../../../src/sandbox/market/model/retry-schedule.ts';
import { defaultSettings } from '../../../../src/sandbox/market/model/settings.ts';

/** The minutes at which a callback is attempted that always fails. */
function minutes(protocol: ProtocolId, cause: Cause, v1_step: '60' | '3' = '60'): number[] {
  const { attempts, step } = seriesOf(protocol, cause, { ...defaultSettings, v1_step });
  return Array.from({ length: attempts }, (_, index) => (index * step) / 60_000);
}

const every = (step: number, last: number) =>
  Array.from({ length: last / step + 1 }, (_, index) => index * step);

describe('the table of retries', () => {
  const orders = ['create', 'upgrade'] as const;
  const others = ['refresh', 'freeze', 'unfreeze', 'release'] as const;

  test.each(orders)('V1 %s: 3 hours', (cause) => {
    expect(minutes('v1', cause)).toEqual([0, 60, 120, 180]);
    expect(minutes('v1', cause, '3')).toEqual(every(3, 177));
  });

  test.each(others)('V1 %s: an hour', (cause) => {
    expect(minutes('v1', cause)).toEqual([0, 60]);
    expect(minutes('v1', cause, '3')).toEqual(every(3, 57));
  });

  test.each([...orders, ...others])('V2 and online licences, %s: every 2 minutes for 2 hours', (cause) => {
    for (const step of ['60', '3'] as const) {
      expect(minutes('v2', cause, step)).toEqual(every(2, 118));
      expect(minutes('online-license', cause, step)).toEqual(every(2, 118));
    }
  });

  test.each(others)('licence code, %s: 60 times, every 2 minutes', (cause) => {
    expect(minutes('license-code', cause)).toEqual(every(2, 118));
  });

  test('the request of a licence: every 2 minutes for 2 hours', () => {
    expect(minutes('online-license', 'issue-license')).toEqual(every(2, 118));
  });

  test('an order notification: 3 hours', () => {
    expect(minutes('order-notify', 'notify')).toEqual([0, 60, 120, 180]);
    expect(minutes('order-notify', 'notify', '3')).toEqual([0, 60, 120, 180]);
  });

  test('what the buyer or the seller looks at is asked once', () => {
    for (const protocol of ['v1', 'v2', 'online-license'] as const) {
      for (const cause of ['show', 'check-change', 'probe'] as const) {
        expect(minutes(protocol, cause)).toEqual([0]);
      }
    }
    expect(minutes('v1-kit', 'kit')).toEqual([0]);
    expect(minutes('v2-kit', 'kit')).toEqual([0]);
  });

  test('an instance that is being created is queried 60 times, every 2 minutes', () => {
    expect(polls).toEqual({ attempts: 60, step: 120_000 });
  });
});
