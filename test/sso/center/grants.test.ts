import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createGrants, randomAlphanumeric, randomValue } from '../../../src/sso/center/grants.ts';
import { appId, createWorld, lihua, tenantOf } from './world.ts';

const hour = 3600_000;

test('a grant is found by its value, also after it expired, for a day', () => {
  let time = 0;
  const grants = createGrants<{ until: number }>(10, () => time);
  grants.add('first', { until: hour });
  time = 25 * hour - 1;
  grants.add('second', { until: 30 * hour });
  expect(grants.find('first')).toEqual({ until: hour });
  time = 25 * hour;
  grants.add('third', { until: 30 * hour });
  expect(grants.find('first')).toBeUndefined();
  expect(grants.find('second')).toEqual({ until: 30 * hour });
  expect(grants.find('other')).toBeUndefined();
});

test('the oldest grants make room for the latest', () => {
  const grants = createGrants<{ until: number; name: string }>(3, () => 0);
  for (const name of ['a', 'b', 'c', 'd', 'e']) grants.add(name, { until: hour, name });
  expect([...grants.values()].map(({ name }) => name)).toEqual(['c', 'd', 'e']);
});

test.each([64, 65, 256, 1024])(
  'a value of %i characters contains those that have to be encoded',
  (length) => {
    const value = randomValue(length, (bytes) => randomBytes(bytes));
    expect(value).toHaveLength(length);
    expect(value).toMatch(/^[\w+/=.-]+$/);
    for (const one of '+/=.-_') expect(value).toContain(one);
    expect(randomValue(length, (bytes) => randomBytes(bytes))).not.toBe(value);
  },
);

test('a ticket consists of letters and digits', () => {
  expect(randomAlphanumeric(125, (bytes) => randomBytes(bytes))).toMatch(/^[A-Za-z0-9]{125}$/);
});

test('codes and tickets are issued to accounts of the directory', () => {
  const { center } = createWorld();
  const tenantId = tenantOf('red').id;
  const grant = { tenantId, appId, userName: lihua.userName };
  expect(center.issueCode(grant)).toHaveLength(256);
  expect(center.issueTicket(grant)).toMatch(/^ST-\w{125}$/);
  for (const wrong of [{ tenantId: 'x' }, { appId: 'x' }, { userName: 'x' }]) {
    expect(() => center.issueCode({ ...grant, ...wrong })).toThrow('the directory has no');
  }
});
