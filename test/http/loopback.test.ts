import { expect, test } from 'vitest';
import { isLoopback } from '../../src/http/loopback.ts';

test.each(['localhost', 'LocalHost', 'shop.localhost', 'a.b.LOCALHOST', '127.0.0.1', '127.8.9.1', '[::1]'])(
  '%s is this machine',
  (hostname) => expect(isLoopback(hostname)).toBe(true),
);

test.each([
  '',
  '.localhost',
  'mylocalhost',
  'localhost.attacker.example',
  '127.0.0.1.example',
  '[::]',
  '0.0.0.0',
])('%s is not', (hostname) => expect(isLoopback(hostname)).toBe(false));
