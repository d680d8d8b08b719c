import { expect, test } from 'vitest';
import { warningTexts } from '../../../src/users/cli/input.ts';
import { validateRow } from '../../../src/users/validate.ts';

test('says in a warning about an unusual name or ID that koo sends it anyway', () => {
  const { faults } = validateRow({ line: 3, account_name: 'ab', account_id: 'x' });
  const texts = warningTexts('buyers.csv', faults);
  expect(texts).toHaveLength(2);
  for (const { en, zh } of texts) {
    expect(en).toMatch(/^buyers\.csv:3: .*; koo sends it anyway$/);
    expect(zh).toMatch(/^buyers\.csv:3：.*，仍会发送$/);
  }
});
