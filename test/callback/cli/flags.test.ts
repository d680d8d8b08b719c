import { expect, test } from 'vitest';
import { protocolList } from '../../../src/callback/cli/flags.ts';

const ids = (list: string | undefined) => protocolList(list).map(({ id }) => id);

test('all by default, else those named, in one order', () => {
  expect(ids(undefined)).toHaveLength(7);
  expect(ids('v2-kit, v2')).toEqual(['v2', 'v2-kit']);
  expect(ids('v2，v2-kit、v1')).toEqual(['v1', 'v2', 'v2-kit']);
});

test.each(['v3', '', 'v2,', 'V2'])('refuses "%s" as a list of protocols', (list) => {
  expect(() => ids(list)).toThrow('Unknown protocol');
});
