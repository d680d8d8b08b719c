import { encryptField } from '../../signing/sensitive-field.ts';
import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
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
import { judgeSuccess } from '../probe/verdicts.ts';
import type { Protocol, Sealed, Values } from '../protocols/model.ts';
import { wrongKeyRefused } from './forged-requests.ts';

/** Checks that unusual but correctly signed requests are accepted. */
export function verificationChecks(protocol: Protocol): Check[] {
  const text = textField(protocol);
  // A protocol without a free-text parameter sends the text in an unknown parameter.
  const needsExtra = text === extra ? ['VERIFY-EXTRA'] : [];
  const isQuery = protocol.method === 'GET';
  /** A check that the server verifies a request with this value. */
  const valueCheck = (id: string, value: string, parts: Omit<CheckParts, 'run'>, field = text): Check =>
    check(protocol, id, {
      ...parts,
      run: async (probe) => judgeVerified(await call(probe, { [field]: value })),
    });
  return [
    check(protocol, 'EXTRA', {
      title: both('An unknown parameter is signed and otherwise ignored'),
      hint: both(
        'Compute the signature over the parameters as received, not over the fields of your own class, and ignore unknown parameters. KooGallery adds parameters from time to time.',
      ),
      run: async (probe) => judgeAgainstPlainCall(probe, await call(probe, { [extra]: 'koo' })),
    }),
    valueCheck('CHINESE', '华为云商店用户', {
      needs: needsExtra,
      title: both('Chinese text passes verification'),
      hint: encodingHint,
    }),
    valueCheck('EMOJI', 'koo 🛒𠮷', {
      needs: ['VERIFY-CHINESE'],
      title: both('Text outside the basic multilingual plane (emoji) passes verification'),
      hint: encodingHint,
    }),
    ...(isQuery ? [plusCheck(protocol)] : []),
    valueCheck('RESERVED', 'a+b/c=d&e%20f#g?h"i\'j<k>l\\m', {
      needs: isQuery ? ['VERIFY-PLUS'] : needsExtra,
      title: both('A value with + / = & % # ? and quotes passes verification'),
      hint: both(
        'Decode each value only once. A second decoding turns + into a space and fails on %. In JSON, do not escape / or HTML characters before signing.',
      ),
    }),
    valueCheck('BLANKS', ' koo  gallery ', {
      needs: needsExtra,
      title: both('Leading and trailing spaces of a value are signed'),
      hint: both('Do not trim values before signing.'),
      severity: 'warning',
    }),
    // The console's kit call already contains empty values.
    ...(protocol.keyClass === 'kit'
      ? []
      : [
          valueCheck(
            'EMPTY',
            '',
            {
              needs: ['VERIFY-EXTRA'],
              title: both('An empty value passes verification'),
              hint: both('Include empty values in the signed text.'),
              severity: 'warning',
            },
            extra,
          ),
        ]),
    valueCheck('CONTROL', 'koo\n\tgallery', {
      needs: needsExtra,
      title: both('A value with a line break and a tab passes verification'),
      hint: encodingHint,
      severity: 'warning',
    }),
    ...(protocol.proof.nonce ? [...jsonFormChecks(protocol, text), ...proofFormChecks(protocol)] : []),
    ...(protocol.id === 'v2' ? [nestedObjectCheck(protocol)] : []),
    ...(protocol.activities.some(({ name }) => name === 'queryInstance') ? [manyIdsCheck(protocol)] : []),
  ];
}

const extra = 'kooExtra';

const encodingHint: Localized = both(
  'Read the request as UTF-8 and compute the signature over its UTF-8 bytes, without \\u escapes.',
);

/** A parameter of the test call that accepts free text. */
function textField(protocol: Protocol): string {
  if (protocol.id === 'v1') return 'customerName';
  return protocol.keyClass === 'kit' ? 'name' : extra;
}

/** A check of the group, for a server that accepts the correct signature of a usual call. */
function check(protocol: Protocol, id: string, parts: CheckParts): Check {
  return checkOf(protocol, 'verification', `VERIFY-${id}`, {
    activity: testCallOf(protocol).activity,
    ...parts,
    // The success of a server that verifies nothing shows nothing.
    needs: ['AUTH-RIGHT', ...(parts.needs ?? [])],
    passNeeds: [wrongKeyRefused],
  });
}

/** Makes the test call with changes. */
function call(probe: Probe, overrides: Overrides, requestOverrides?: RequestOverrides): Promise<Exchange> {
  return probe.send(testActivity(probe), testCallValues(probe, overrides), requestOverrides);
}

/** Judges only the authentication. A merchant may reject unusual values for other reasons. */
function judgeVerified(exchange: Exchange): Verdict {
  if (isReadable(exchange) && !isUnauthenticated(exchange)) return passed;
  return failed(both('the signature is accepted'), describeResult(exchange), exchange);
}

/** The call must succeed. If the unchanged call is rejected too, both must have the same result. */
async function judgeAgainstPlainCall(probe: Probe, exchange: Exchange): Promise<Verdict> {
  if (isAccepted(exchange)) return passed;
  if (!isUnauthenticated(exchange)) {
    const plain = await call(probe, {});
    if (!isAccepted(plain)) {
      return isReadable(plain) && plain.reply?.resultCode === exchange.reply?.resultCode
        ? passed
        : skipped(both('the same call is also rejected in its usual form'));
    }
  }
  return failed(both('the request is accepted'), describeResult(exchange), exchange);
}

/**
 * Base64 in a query contains a `+` at random. All other requests avoid it, so that exactly this check reports a
 * server that reads it as a space.
 */
function plusCheck(protocol: Protocol): Check {
  return check(protocol, 'PLUS', {
    title: both('A + in authToken and in encrypted values is preserved'),
    hint: both(
      'Decode each value only once. The + arrives as %2B, and a second decoding turns it into a space. As a last resort, restore the + in authToken, mobilePhone and email before verifying.',
    ),
    run: async (probe) => {
      const usual = testCallValues(probe);
      const contacts = { mobilePhone: '15905222222', email: 'test@example.com' };
      // A server that refuses one of them is reported elsewhere.
      const sent = Object.entries(contacts).filter(([name]) => usual[name] !== undefined);
      const encrypted = sent.map(([name, plain]) => [name, encryptWithPlus(probe, plain)]);
      const values = { ...usual, ...Object.fromEntries(encrypted) };
      for (let age = 0; ; age += 1) {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - age));
        const sealed = sealTestCall(probe, values, timestamp);
        if (readPart(sealed, protocol.proof.signature)?.includes('+'))
          return judgeAgainstPlainCall(probe, await probe.send(testActivity(probe), values, { timestamp }));
      }
    },
  });
}

function encryptWithPlus(probe: Probe, plain: string): string {
  const bits = probe.memory.creation?.encrypt ?? probe.options.encrypt;
  for (;;) {
    const text = encryptField(probe.key, plain, { bits, iv: probe.id(16) });
    if (text.includes('+')) return text;
  }
}

function sealTestCall(probe: Probe, values: Values, timestamp: string): Sealed {
  return probe.protocol.seal({
    activity: probe.activity(testActivity(probe)),
    target: probe.options.target,
    values,
    key: probe.key,
    timestamp,
    nonce: probe.id(),
  });
}

function jsonFormChecks(protocol: Protocol, text: string): Check[] {
  return [
    check(protocol, 'KEY-ORDER', {
      title: both('JSON with its keys in another order passes verification'),
      hint: both(
        "Sort the top-level keys in ascending order before signing, as Huawei's sample project does.",
      ),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, reverseKeys)),
    }),
    check(protocol, 'ESCAPES', {
      needs: ['VERIFY-CHINESE'],
      title: both('JSON with \\u escapes passes verification'),
      hint: both(
        'Parse the JSON and compute the signature over its canonical form, with non-ASCII characters unescaped.',
      ),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendText(probe, escapeUnicode, { [text]: '云商店' })),
    }),
  ];
}

/** Sends the test call with its JSON written differently. The signature covers the canonical form. */
async function sendText(
  probe: Probe,
  write: (body: Values) => string,
  overrides?: Overrides,
): Promise<Exchange> {
  const values = testCallValues(probe, overrides);
  const timestamp = probe.protocol.timestamp(probe.now());
  const body: Values = JSON.parse(sealTestCall(probe, values, timestamp).body ?? '{}');
  return probe.send(testActivity(probe), values, { timestamp, text: write(body) });
}

function reverseKeys(body: Values): string {
  return JSON.stringify(Object.fromEntries(Object.entries(body).reverse()));
}

function escapeUnicode(body: Values): string {
  return JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function proofFormChecks(protocol: Protocol): Check[] {
  const { signature } = protocol.proof;
  const toLowerCase = (sealed: Sealed) =>
    replacePart(sealed, signature, readPart(sealed, signature)?.toLowerCase());
  return [
    check(protocol, 'HEX-CASE', {
      severity: 'warning',
      title: both('A signature in lower-case hexadecimal is accepted'),
      hint: both('Ignore case when comparing signatures (equalsIgnoreCase).'),
      run: async (probe) => judgeVerified(await call(probe, {}, { alter: toLowerCase })),
    }),
    check(protocol, 'CLOCK', {
      title: both('A request that is 30 s old is accepted'),
      hint: both(
        'Accept requests up to 60 s old. Keep the clock synchronised (NTP), and read the timestamp as milliseconds in UTC.',
      ),
      run: async (probe) => {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - 30_000));
        return judgeAgainstPlainCall(probe, await call(probe, {}, { timestamp }));
      },
    }),
  ];
}

function nestedObjectCheck(protocol: Protocol): Check {
  const productInfo = { skuCode: 'koo-sku', productId: '00301-666666-0--0', productName: '企业版 Pro' };
  return check(protocol, 'NESTED', {
    needs: ['LIFE-CHANGE-CHECK', 'VERIFY-CHINESE'],
    title: both('A nested object (productInfo) with Chinese text and keys in any order passes verification'),
    hint: both('Sort only the top-level keys. Keep the order of the keys in nested objects.'),
    run: async (probe) => {
      const values = instanceValues(probe, 'changeInstanceCheck', { productInfo });
      return judgeVerified(await probe.send('changeInstanceCheck', values));
    },
  });
}

function manyIdsCheck(protocol: Protocol): Check {
  return check(protocol, 'MANY-IDS', {
    activity: 'queryInstance',
    needs: ['LIFE-QUERY'],
    severity: 'warning',
    title: both('queryInstance with 100 IDs returns the known instance'),
    hint: both('Accept up to 100 comma-separated IDs in instanceId and return the known instances.'),
    run: async (probe) => {
      const own = probe.memory.created?.instanceId;
      if (own === undefined) return skipped(both('no instance was created'));
      const instanceId = [...Array.from({ length: 99 }, () => probe.id()), own].join(',');
      return judgeSuccess(await probe.send('queryInstance', probe.values('queryInstance', { instanceId })));
    },
  });
}
