import { expect, test } from 'vitest';
import {
  explainUsageSignature,
  type UsageMistakeInput,
  usageMistakes,
} from '../../../src/signing/mistakes/usage.ts';
import { usageSignature } from '../../../src/signing/usage-signature.ts';

/** A push in which every mistake makes a difference. */
const input: UsageMistakeInput = {
  key: 'access-key',
  sk: 'Secret+Key/a1',
  ts: '1709690865879',
  nonce: '6c63c221-1f6b-4141-8ff4-22f5dfe82b65',
  body: '{"usage_records":[{"instance_id":"a/é","usage_value":"99"}]}',
  sent: '{"usage_records":[{"usage_value":"99","instance_id":"a/é"}]}',
};

test.each(usageMistakes.map((mistake) => [mistake.cause, mistake] as const))(
  'explains each variant of %s',
  (cause, { sign }) => {
    const signatures = [sign(input) ?? []].flat();
    const found = signatures.map((given) => explainUsageSignature(input, given));
    expect(found.map((one) => one?.cause)).toContain(cause);
    for (const mistake of found) {
      expect(mistake?.text.en).toMatch(/^[A-Z].*\.$/s);
      expect(mistake?.text.zh).toMatch(/\p{Script=Han}.*。$/su);
      expect(JSON.stringify(mistake?.text)).not.toContain(input.sk);
    }
  },
);

test('two mistakes at once', () => {
  const given = Buffer.from(usageSignature({ ...input, key: input.sk, body: input.sent }), 'base64').toString(
    'hex',
  );
  expect(explainUsageSignature({ ...input, body: input.sent, key: input.sk }, given)?.cause).toBe(
    'signature-hex',
  );
  expect(
    explainUsageSignature(input, usageSignature({ ...input, key: input.sk, body: input.sent }))?.cause,
  ).toBe('sk-as-key+body-not-sorted');
});

test('a correct signature, and one of no known mistake, is not explained', () => {
  expect(explainUsageSignature(input, usageSignature(input))).toBeUndefined();
  expect(explainUsageSignature(input, 'c2lnbmF0dXJl')).toBeUndefined();
});
