import { describe, expect, test } from 'vitest';
import { renderChanged } from '../../../src/users/cli/view.ts';
import type { UserRow } from '../../../src/users/report.ts';

const row = (result: UserRow['result']): UserRow => ({
  account_name: 'hw12345678',
  account_id: 'd78cbac186b744899480f25bd022f468',
  result,
});
const note = 'Interrupted. Run the same command again to send the rest.';

describe('the result of a change that was interrupted', () => {
  test('says so, after the users that were not sent', () => {
    const text = renderChanged([row('created'), row('not_sent')]);
    expect(text).toContain('not sent');
    expect(text.endsWith(`\n${note}`)).toBe(true);
  });

  test.each(['created', 'exists', 'deleted'] as const)('is not said of users that are %s', (result) => {
    expect(renderChanged([row(result)])).not.toContain('Interrupted');
  });
});
