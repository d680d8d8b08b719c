import { expect, test } from 'vitest';
import { listenFlags } from '../../../../src/callback/cli/listen/flags.ts';
import { responseTimeoutMs } from '../../../../src/callback/delivery/limits.ts';

test('KooGallery gets the reason of the receiver before it gives up', () => {
  const { default: seconds } = listenFlags.timeout;
  expect(Number(seconds)).toBeGreaterThan(10);
  expect(Number(seconds) * 1000).toBeLessThan(responseTimeoutMs);
});
