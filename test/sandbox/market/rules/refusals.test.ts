import { expect, test } from 'vitest';
import { lifeRefusal } from '../../../../src/sandbox/market/rules/refusals.ts';

test('a refusal by the kind of product names what leads to the same', () => {
  expect(lifeRefusal('kind', 'expire').hint.en).toContain('koo sandbox buyer NAME --balance');
  expect(lifeRefusal('kind', 'unsubscribe').hint.en).toContain('koo sandbox close');
  for (const [refusal, act] of [
    ['state', 'expire'],
    ['trial', 'unsubscribe'],
    ['kind', 'close'],
  ] as const) {
    expect(lifeRefusal(refusal, act).hint.en).toContain('koo sandbox instances');
  }
});
