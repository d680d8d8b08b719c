import { expect, it } from 'vitest';
import { hostsOf, isForeign } from '../../../src/sso/probe/foreign.ts';

const none = { owns: () => false, trap: { host: 'trap.localhost:1' } };
const organisation = { tenantId: 't', tenantCode: 'c', domain: 'd.example.com' };

it.each([
  ['http://127.0.0.1:8080/sso', 'http://127.0.0.1:8080/other', false],
  ['http://127.0.0.1:8080/sso', 'http://127.0.0.1:6379/', true],
  ['http://127.0.0.1:8080/sso', 'http://localhost:8080/', true],
  ['http://shop.localhost:8080/sso', 'http://shop.localhost:8081/', true],
  ['http://[::1]:8080/sso', 'http://[::1]/', true],
  ['https://shop.example.com/sso', 'https://shop.example.com:8443/', false],
  ['https://shop.example.com/sso', 'https://example.com/', true],
])('for a merchant at %s, %s is foreign: %j', (address, url, foreign) => {
  expect(isForeign(new URL(url), hostsOf([address], [organisation] as never), none)).toBe(foreign);
});
