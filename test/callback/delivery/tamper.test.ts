import { describe, expect, test } from 'vitest';
import { signForged, tamperings } from '../../../src/callback/delivery/tamper.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import type { Protocol } from '../../../src/callback/protocols/model.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { receive } from '../protocols/support.ts';

const now = new Date('2026-03-01T08:00:00.000Z');

function input(protocol: Protocol) {
  const activity = protocol.activities[0]!;
  return {
    activity,
    target: 'https://isv.example.com/produce',
    values: sampleValues(activity, { now, sale: 'period', id: () => '0123456789abcdef' }),
    key: 'the-key',
    timestamp: protocol.timestamp(now),
    nonce: 'ABCD',
  };
}

describe.each(protocols.map((protocol) => [protocol.id, protocol] as const))('%s', (_id, protocol) => {
  test('untouched it is accepted', () => {
    expect(protocol.open(receive(protocol.seal(input(protocol))), { key: 'the-key', now }).ok).toBe(true);
  });

  test.each(tamperings.filter((tampering) => tampering !== 'nonce' || protocol.proof.nonce))(
    'a forged %s makes the signature wrong and nothing else',
    (tampering) => {
      const forged = signForged(protocol, input(protocol), tampering);
      expect(protocol.open(receive(forged), { key: 'the-key', now })).toMatchObject({
        ok: false,
        resultCode: '000001',
      });
      expect(forged).not.toEqual(protocol.seal(input(protocol)));
    },
  );

  test('forges a field in a request without strings', () => {
    const forged = signForged(protocol, { ...input(protocol), values: { testFlag: '1' } }, 'body');
    expect(protocol.open(receive(forged), { key: 'the-key', now })).toMatchObject({ resultCode: '000001' });
  });
});

test.each(protocols.filter(({ proof }) => !proof.nonce).map((protocol) => [protocol.id, protocol] as const))(
  '%s has no nonce to forge',
  (_id, protocol) => {
    expect(() => signForged(protocol, input(protocol), 'nonce')).toThrow(KooError);
  },
);
