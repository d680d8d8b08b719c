import { failed, passed, skipped } from '../../suite/check.ts';
import type { JsonValue } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart, replacePart } from '../delivery/tamper.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  type Overrides,
  type Probe,
  type RequestOverrides,
  type Verdict,
} from '../probe/model.ts';
import { describeResult, isAccepted, isReadable, isUnauthenticated } from '../probe/response.ts';
import { instanceValues, testActivity, testCallOf, testCallValues } from '../probe/test-call.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { wrongKeyRefused } from './forged-requests.ts';

/** Checks that the same request in another form is accepted. `text` is a parameter that accepts free text. */
export function otherFormChecks(protocol: Protocol, text: string): Check[] {
  return [
    ...(protocol.proof.nonce ? [...jsonFormChecks(protocol, text), ...proofFormChecks(protocol)] : []),
    ...(protocol.id === 'v2' ? [nestedObjectCheck(protocol)] : []),
  ];
}

function jsonFormChecks(protocol: Protocol, text: string): Check[] {
  return [
    verificationCheck(protocol, 'KEY-ORDER', {
      title: both('JSON with its keys in another order passes verification'),
      hint: both(
        "Sort the top-level keys in ascending order before signing, as Huawei's sample project does.",
      ),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, withReversedKeys)),
    }),
    verificationCheck(protocol, 'ESCAPES', {
      needs: ['VERIFY-CHINESE'],
      title: both('JSON with \\u escapes passes verification'),
      hint: both(
        'Parse the JSON and compute the signature over its canonical form, with non-ASCII characters unescaped.',
      ),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, withUnicodeEscapes, { [text]: '云商店' })),
    }),
  ];
}

/** Sends the test call with its JSON written differently. The signature covers the canonical form. */
async function sendText(
  probe: Probe,
  write: (body: Values) => string,
  overrides?: Overrides,
): Promise<Exchange> {
  const activity = testActivity(probe);
  const values = testCallValues(probe, overrides);
  const timestamp = probe.protocol.timestamp(probe.now());
  const sealed = probe.protocol.seal({
    activity: probe.activity(activity),
    target: probe.options.target,
    values,
    key: probe.key,
    timestamp,
    nonce: probe.id(),
  });
  const body: Values = JSON.parse(sealed.body ?? '{}');
  return probe.send(activity, values, { timestamp, text: write(body) });
}

function withReversedKeys(body: Values): string {
  return JSON.stringify(Object.fromEntries(Object.entries(body).reverse()));
}

function withUnicodeEscapes(body: Values): string {
  return JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function proofFormChecks(protocol: Protocol): Check[] {
  const { signature } = protocol.proof;
  return [
    verificationCheck(protocol, 'HEX-CASE', {
      severity: 'warning',
      title: both('A signature in lower-case hexadecimal is accepted'),
      hint: both('Ignore case when comparing signatures (equalsIgnoreCase).'),
      run: async (probe) =>
        judgeVerified(
          await sendTestCall(
            probe,
            {},
            { alter: (sealed) => replacePart(sealed, signature, readPart(sealed, signature)?.toLowerCase()) },
          ),
        ),
    }),
    verificationCheck(protocol, 'CLOCK', {
      title: both('A request that is 30 s old is accepted'),
      hint: both(
        'Accept requests up to 60 s old. Keep the clock synchronised (NTP), and read the timestamp as milliseconds in UTC.',
      ),
      run: async (probe) => {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - 30_000));
        return judgeAgainstPlainCall(probe, await sendTestCall(probe, {}, { timestamp }));
      },
    }),
  ];
}

function nestedObjectCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'NESTED', {
    needs: ['LIFE-CHANGE-CHECK', 'VERIFY-CHINESE'],
    title: both('A nested object (productInfo) with Chinese text and keys in any order passes verification'),
    hint: both('Sort only the top-level keys. Keep the order of the keys in nested objects.'),
    run: async (probe) => {
      const productInfo: JsonValue = {
        skuCode: 'koo-sku',
        productId: '00301-666666-0--0',
        productName: '企业版 Pro',
      };
      const values = instanceValues(probe, 'changeInstanceCheck', { productInfo });
      return judgeVerified(await probe.send('changeInstanceCheck', values));
    },
  });
}

/** A check of the group. It needs the test call to succeed. */
export function verificationCheck(protocol: Protocol, id: string, parts: CheckParts): Check {
  return checkOf(protocol, 'verification', `VERIFY-${id}`, {
    activity: testCallOf(protocol).activity,
    ...parts,
    // The success of a server that verifies nothing shows nothing.
    needs: [wrongKeyRefused, ...(parts.needs ?? [])],
  });
}

/** Makes the test call with changes. */
export function sendTestCall(
  probe: Probe,
  overrides: Overrides,
  requestOverrides?: RequestOverrides,
): Promise<Exchange> {
  return probe.send(testActivity(probe), testCallValues(probe, overrides), requestOverrides);
}

/** Judges only the authentication. A merchant may reject unusual values for other reasons. */
export function judgeVerified(exchange: Exchange): Verdict {
  if (isReadable(exchange) && !isUnauthenticated(exchange)) return passed;
  return failed(both('the signature is accepted'), describeResult(exchange), exchange);
}

/** The call must succeed. If the unchanged call is rejected too, both must have the same result. */
export async function judgeAgainstPlainCall(probe: Probe, exchange: Exchange): Promise<Verdict> {
  if (isAccepted(exchange)) return passed;
  if (!isUnauthenticated(exchange)) {
    const plain = await sendTestCall(probe, {});
    if (!isAccepted(plain)) {
      return isReadable(plain) && plain.reply?.resultCode === exchange.reply?.resultCode
        ? passed
        : skipped(both('the same call is also rejected in its usual form'));
    }
  }
  return failed(both('the request is accepted'), describeResult(exchange), exchange);
}
