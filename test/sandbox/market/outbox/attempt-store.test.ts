import { expect, test } from 'vitest';
import { createContext } from '../../../../src/sandbox/market/model/context.ts';
import type { AttemptOutcome } from '../../../../src/sandbox/market/model/model.ts';
import {
  attemptsOf,
  closeAttempt,
  openAttempt,
} from '../../../../src/sandbox/market/outbox/attempt-store.ts';
import { deliveryOf } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import { transaction } from '../../../../src/sqlite/database.ts';
import { verbatim } from '../../../../src/text/translate.ts';
import { openMarketplace, start } from '../scripted.ts';

const outcome: AttemptOutcome = {
  result: 'succeeded',
  meaning: verbatim('fine'),
  problems: [],
  durationMs: 1,
  request: { method: 'POST', url: 'http://127.0.0.1/', headers: [], body: 'sent', sentAt: start },
  response: { headers: [], body: 'answered' },
};

test('what was sent and answered is kept of the latest 2,000 attempts, of failed ones for longer', async () => {
  const { database, buy } = await openMarketplace(() => 'down');
  await buy();
  const context = createContext({
    database,
    now: Date.parse(start),
    random: (size) => Buffer.alloc(size),
    onEntry: () => undefined,
  });
  const add = (count: number) =>
    transaction(database, () => {
      for (let index = 0; index < count; index += 1) {
        const delivery = deliveryOf(database, 1);
        if (!delivery) throw new Error('no delivery');
        closeAttempt(
          context,
          openAttempt(context, delivery, context.now, () => ({})),
          outcome,
        );
      }
    });
  const kept = () => attemptsOf(database, 1).map((attempt) => attempt.outcome?.request !== undefined);
  add(2000);
  expect(kept().every(Boolean)).toBe(true);
  add(2);
  const [failed, first, second, third] = kept();
  expect({ failed, first, second, third }).toEqual({
    failed: true,
    first: false,
    second: false,
    third: true,
  });
  // What it came to is told all the same.
  const [, one, , three] = attemptsOf(database, 1);
  expect(one?.outcome).toEqual({
    result: 'succeeded',
    meaning: verbatim('fine'),
    problems: [],
    durationMs: 1,
  });
  expect(three?.outcome).toEqual(outcome);
});
