import { both } from '../../../text/translate.ts';
import { type Bytes, hmac, hmacSha256, sha256 } from '../../bytes.ts';
import {
  kitSignature,
  sameHex,
  type V2Input,
  type V2Signable,
  v2Inner,
  v2Signature,
  verifyKitSignature,
  verifyV2Signature,
} from '../../v2.ts';
import { explain, keyNotTrimmed, type Mistake, mistakesBeside, otherHmacs } from '../mistake.ts';
import { payloadMistakes } from './content.ts';

/** How a V2 scheme signs. */
interface V2Scheme {
  /** The right signature. */
  readonly sign: (input: V2Signable) => string;
  /** What follows key, nonce and timestamp in the signed text. */
  readonly tail: (input: V2Input) => string;
}

/** Upper-case hex, as V2 signatures are written. */
function upperHex(digest: Buffer): string {
  return digest.toString('hex').toUpperCase();
}

/** Mistakes in how key, nonce, timestamp and payload are put together; the same for base and kit interfaces. */
function structureMistakes({ sign, tail }: V2Scheme): Mistake<V2Input>[] {
  const signed = (input: V2Input) => input.key + input.nonce + input.timestamp + tail(input);
  const under = (key: Bytes, text: Bytes) => upperHex(hmacSha256(key, text));
  return [
    {
      cause: 'seconds',
      text: both(
        'The server signs the timestamp in seconds. The timestamp is in milliseconds, 13 digits: sign it as received.',
      ),
      sign: (input) =>
        /^\d{13}$/.test(input.timestamp)
          ? sign({ ...input, timestamp: input.timestamp.slice(0, -3) })
          : undefined,
    },
    {
      cause: 'no-key-in-text',
      text: both(
        'The server leaves the access key out of the text to sign. The access key is both the HMAC key and the start of the text: accessKey + nonce + timestamp + …',
      ),
      sign: (input) => under(input.key, input.nonce + input.timestamp + tail(input)),
    },
    {
      cause: 'nonce-and-timestamp-swapped',
      text: both(
        'The server puts the timestamp before the nonce. The order is accessKey + nonce + timestamp + …',
      ),
      sign: (input) => under(input.key, input.key + input.timestamp + input.nonce + tail(input)),
    },
    {
      cause: 'parts-in-another-order',
      text: both(
        'The server joins the parts of the text to sign in the wrong order. The order is accessKey + nonce + timestamp + payload part.',
      ),
      sign: (input) =>
        permutations([input.key, input.nonce, input.timestamp, tail(input)])
          .map((parts) => parts.join(''))
          .filter((text) => text !== input.key + input.timestamp + input.nonce + tail(input))
          .map((text) => under(input.key, text)),
    },
    {
      cause: 'parts-joined',
      text: both(
        'The server adds separators between the parts of the text to sign. Join the parts without separators.',
      ),
      sign: (input) =>
        ['&', '\n', '+', ',', ' ', '|', ':', '-', '_'].map((separator) =>
          under(input.key, [input.key, input.nonce, input.timestamp, tail(input)].join(separator)),
        ),
    },
    {
      cause: 'key-and-timestamp',
      text: both(
        'The server uses accessKey + timestamp as the HMAC key, as in V1. V2 uses the access key only.',
      ),
      sign: (input) => [
        under(input.key + input.timestamp, signed(input)),
        sign({ ...input, key: input.key + input.timestamp }),
      ],
    },
    {
      cause: 'keyed-otherwise',
      text: both(
        'The server uses the nonce or the timestamp as the key of the last HMAC. Use the access key.',
      ),
      sign: (input) =>
        [
          input.nonce,
          input.timestamp,
          input.key + input.nonce,
          input.key + input.nonce + input.timestamp,
        ].map((key) => under(key, signed(input))),
    },
    {
      cause: 'key-and-text-swapped',
      text: both(
        'The server swaps the key and the text in the call of the HMAC function. The access key is the key.',
      ),
      sign: (input) => under(signed(input), input.key),
    },
    keyNotTrimmed(sign),
    {
      cause: 'base64',
      text: both('The server encodes the signature in base64. V2 uses hex, 64 characters.'),
      sign: (input) => hmacSha256(input.key, signed(input)).toString('base64'),
    },
    ...otherHmacs<V2Input>((hash, input) => upperHex(hmac(hash, input.key, signed(input)))),
    {
      cause: 'only-payload-signed',
      text: both(
        'The server signs the body only. The text to sign is accessKey + nonce + timestamp + payload part.',
      ),
      sign: (input) => [under(input.key, input.payload), upperHex(sha256(input.payload))],
    },
  ];
}

function permutations(items: readonly string[]): string[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}

function head({ key, nonce, timestamp }: V2Input): string {
  return key + nonce + timestamp;
}

/** Known ways to get the V2 base signature wrong, the likely ones first. */
export const v2Mistakes: readonly Mistake<V2Input>[] = mistakesBeside(v2Signature, [
  {
    cause: 'inner-sha256',
    text: both(
      'The server hashes the body with plain SHA-256. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) => upperHex(hmacSha256(input.key, head(input), sha256(input.payload).toString('hex'))),
  },
  {
    cause: 'outer-sha256',
    text: both(
      'The server uses plain SHA-256 in the last step. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) => upperHex(sha256(head(input), v2Inner(input))),
  },
  {
    cause: 'both-sha256',
    text: both(
      'The server uses plain SHA-256 in both steps. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) => upperHex(sha256(head(input), sha256(input.payload).toString('hex'))),
  },
  {
    cause: 'payload-not-hashed',
    text: both(
      'The server puts the body itself into the text to sign, as the kit interfaces do. The base interfaces use hex(HMAC-SHA256(accessKey, body)).',
    ),
    sign: (input) => [
      upperHex(hmacSha256(input.key, head(input), input.payload)),
      upperHex(sha256(head(input), input.payload)),
    ],
  },
  {
    cause: 'inner-upper-case',
    text: both('The server encodes the inner HMAC in upper-case hex. Use lower-case hex.'),
    sign: (input) => upperHex(hmacSha256(input.key, head(input), v2Inner(input).toUpperCase())),
  },
  {
    cause: 'inner-not-hex',
    text: both('The server adds the inner HMAC as base64 or as raw bytes. Use lower-case hex.'),
    sign: (input) => {
      const inner = hmacSha256(input.key, input.payload);
      return [inner.toString('base64'), inner].map((part) =>
        upperHex(hmacSha256(input.key, head(input), part)),
      );
    },
  },
  ...payloadMistakes(v2Signature),
  ...structureMistakes({ sign: v2Signature, tail: v2Inner }),
  {
    cause: 'inner-keyed-otherwise',
    text: both(
      'The server computes the HMAC of the body with a key other than the access key, or swaps key and body.',
    ),
    sign: (input) => {
      const { key, payload, nonce, timestamp } = input;
      const inners = [nonce, timestamp, key + timestamp, key + nonce, head(input)].map((innerKey) =>
        hmacSha256(innerKey, payload),
      );
      return [...inners, hmacSha256(payload, key)].map((inner) =>
        upperHex(hmacSha256(key, head(input), inner.toString('hex'))),
      );
    },
  },
]);

/** Which known mistake made the given signature; `undefined` when it is right or made in no known way. */
export function explainV2Signature(input: V2Input, given: string): Mistake<V2Input> | undefined {
  return verifyV2Signature(input, given) ? undefined : explain(v2Mistakes, input, given, sameHex);
}

/** Known ways to get `x-sign` of the V2 kit interfaces wrong, the likely ones first. */
export const kitMistakes: readonly Mistake<V2Input>[] = mistakesBeside(kitSignature, [
  {
    cause: 'payload-hashed',
    text: both(
      'The server hashes the body first, as the base interfaces do. The kit interfaces put the body itself into the text to sign.',
    ),
    sign: (input) => {
      const inner = v2Inner(input);
      const plain = sha256(input.payload).toString('hex');
      return [inner, plain, inner.toUpperCase(), plain.toUpperCase()].map((part) =>
        upperHex(hmacSha256(input.key, head(input), part)),
      );
    },
  },
  {
    cause: 'plain-sha256',
    text: both('The server uses plain SHA-256. x-sign is an HMAC-SHA256 with the access key.'),
    sign: (input) => [
      upperHex(sha256(head(input), input.payload)),
      upperHex(sha256(head(input), sha256(input.payload).toString('hex'))),
      upperHex(sha256(head(input), v2Inner(input))),
    ],
  },
  ...payloadMistakes(kitSignature),
  ...structureMistakes({ sign: kitSignature, tail: ({ payload }) => payload }),
  {
    cause: 'hmac-twice',
    text: both(
      'The server computes an HMAC of the HMAC. The kit interfaces compute one HMAC over the text to sign.',
    ),
    sign: (input) => {
      const once = hmacSha256(input.key, head(input), input.payload);
      return [once.toString('hex'), upperHex(once), once].map((text) =>
        upperHex(hmacSha256(input.key, text)),
      );
    },
  },
]);

/** Which known mistake made the given `x-sign`; `undefined` when it is right or made in no known way. */
export function explainKitSignature(input: V2Input, given: string): Mistake<V2Input> | undefined {
  return verifyKitSignature(input, given) ? undefined : explain(kitMistakes, input, given, sameHex);
}
