import { both } from '../../../text/translate.ts';
import { type Bytes, hmac, hmacSha256, sha256 } from '../../bytes.ts';
import {
  equalsHex,
  kitSignature,
  upperHex,
  type V2MistakeInput,
  type V2SignatureInput,
  v2Inner,
  v2Signature,
  verifyKitSignature,
  verifyV2Signature,
} from '../../v2.ts';
import {
  type DeclaredMistake,
  explain,
  type Mistake,
  mistakesOf,
  otherHmacMistakes,
  permutations,
  type SchemeMistake,
  type SearchScope,
  searchScope,
  untrimmedKeyMistake,
} from '../mistake.ts';
import { payloadMistakes } from './content.ts';
import { charsetMistake } from './serialisation.ts';

interface V2Scheme {
  readonly sign: (input: V2SignatureInput) => string;
  /** The part of the text to sign after key, nonce and timestamp. */
  readonly payloadPart: (input: V2MistakeInput) => string;
}

/** Mistakes in combining key, nonce, timestamp and payload; the same for base and kit interfaces. */
function structureMistakes({ sign, payloadPart }: V2Scheme): DeclaredMistake<V2MistakeInput>[] {
  const signed = (input: V2MistakeInput) => textPrefix(input) + payloadPart(input);
  const hmacHex = (key: Bytes, text: Bytes) => upperHex(hmacSha256(key, text));
  return [
    {
      cause: 'seconds',
      text: both(
        'The server signs the timestamp in seconds. The timestamp is in milliseconds, 13 digits: sign it as received.',
      ),
      stage: 'key',
      inputs: (input) =>
        /^\d{13}$/.test(input.timestamp) ? [{ ...input, timestamp: input.timestamp.slice(0, -3) }] : [],
    },
    {
      cause: 'no-key-in-text',
      text: both(
        'The server leaves the access key out of the text to sign. The access key is both the HMAC key and the start of the text: accessKey + nonce + timestamp + …',
      ),
      sign: (input) => hmacHex(input.key, input.nonce + input.timestamp + payloadPart(input)),
    },
    {
      cause: 'nonce-and-timestamp-swapped',
      text: both(
        'The server puts the timestamp before the nonce. The order is accessKey + nonce + timestamp + …',
      ),
      sign: (input) => hmacHex(input.key, input.key + input.timestamp + input.nonce + payloadPart(input)),
    },
    {
      cause: 'parts-in-another-order',
      text: both(
        'The server joins the parts of the text to sign in the wrong order. The order is accessKey + nonce + timestamp + payload part.',
      ),
      sign: (input) =>
        permutations([input.key, input.nonce, input.timestamp, payloadPart(input)])
          .map((parts) => parts.join(''))
          .filter((text) => text !== input.key + input.timestamp + input.nonce + payloadPart(input))
          .map((text) => hmacHex(input.key, text)),
    },
    {
      cause: 'parts-joined',
      text: both(
        'The server adds separators between the parts of the text to sign. Join the parts without separators.',
      ),
      sign: (input) =>
        ['&', '\n', '+', ',', ' ', '|', ':', '-', '_'].map((separator) =>
          hmacHex(input.key, [input.key, input.nonce, input.timestamp, payloadPart(input)].join(separator)),
        ),
    },
    {
      cause: 'key-and-timestamp',
      text: both(
        'The server uses accessKey + timestamp as the HMAC key, as in V1. V2 uses the access key only.',
      ),
      sign: (input) => [
        hmacHex(input.key + input.timestamp, signed(input)),
        sign({ ...input, key: input.key + input.timestamp }),
      ],
    },
    {
      cause: 'keyed-otherwise',
      text: both(
        'The server uses the nonce or the timestamp as the key of the last HMAC. Use the access key.',
      ),
      sign: (input) =>
        [input.nonce, input.timestamp, input.key + input.nonce, textPrefix(input)].map((key) =>
          hmacHex(key, signed(input)),
        ),
    },
    {
      cause: 'key-and-text-swapped',
      text: both(
        'The server swaps the key and the text in the call of the HMAC function. The access key is the key.',
      ),
      sign: (input) => hmacHex(signed(input), input.key),
    },
    untrimmedKeyMistake(),
    {
      cause: 'base64',
      text: both('The server encodes the signature in base64. V2 uses hex, 64 characters.'),
      sign: (input) => hmacSha256(input.key, signed(input)).toString('base64'),
    },
    ...otherHmacMistakes<V2MistakeInput>((hash, input) => upperHex(hmac(hash, input.key, signed(input)))),
    {
      cause: 'only-payload-signed',
      text: both(
        'The server signs the body only. The text to sign is accessKey + nonce + timestamp + payload part.',
      ),
      sign: (input) => [hmacHex(input.key, input.payload), upperHex(sha256(input.payload))],
    },
  ];
}

function textPrefix({ key, nonce, timestamp }: V2MistakeInput): string {
  return key + nonce + timestamp;
}

/** The signature with another part after key, nonce and timestamp. */
function signPart(input: V2MistakeInput, part: Bytes): string {
  return upperHex(hmacSha256(input.key, textPrefix(input), part));
}

/** The plain hash of the body, and that of the key and the body. */
function plainInners({ key, payload }: V2MistakeInput): string[] {
  return [sha256(payload), sha256(key, payload)].map((digest) => digest.toString('hex'));
}

/** Known mistakes in the V2 base signature, the most likely first. */
export const v2Mistakes: readonly SchemeMistake<V2MistakeInput>[] = mistakesOf(v2Signature, [
  {
    cause: 'inner-sha256',
    text: both(
      'The server hashes the body with plain SHA-256. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) => plainInners(input).map((inner) => signPart(input, inner)),
  },
  {
    cause: 'outer-sha256',
    text: both(
      'The server uses plain SHA-256 in the last step. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) => ['', input.key].map((key) => upperHex(sha256(key, textPrefix(input), v2Inner(input)))),
  },
  {
    cause: 'both-sha256',
    text: both(
      'The server uses plain SHA-256 in both steps. Both steps are HMAC-SHA256 with the access key.',
    ),
    sign: (input) =>
      ['', input.key].flatMap((key) =>
        plainInners(input).map((inner) => upperHex(sha256(key, textPrefix(input), inner))),
      ),
  },
  {
    cause: 'payload-not-hashed',
    text: both(
      'The server puts the body itself into the text to sign, as the kit interfaces do. The base interfaces use hex(HMAC-SHA256(accessKey, body)).',
    ),
    sign: (input) => [signPart(input, input.payload), upperHex(sha256(textPrefix(input), input.payload))],
  },
  {
    cause: 'inner-upper-case',
    text: both('The server encodes the inner HMAC in upper-case hex. Use lower-case hex.'),
    sign: (input) => signPart(input, v2Inner(input).toUpperCase()),
  },
  {
    cause: 'inner-not-hex',
    text: both('The server adds the inner HMAC as base64 or as raw bytes. Use lower-case hex.'),
    sign: (input) => {
      const inner = hmacSha256(input.key, input.payload);
      return [inner.toString('base64'), inner].map((part) => signPart(input, part));
    },
  },
  ...payloadMistakes,
  charsetMistake(v2Signature),
  ...structureMistakes({ sign: v2Signature, payloadPart: v2Inner }),
  {
    cause: 'inner-keyed-otherwise',
    text: both(
      'The server computes the HMAC of the body with a key other than the access key, or swaps key and body.',
    ),
    sign: (input) => {
      const { key, payload, nonce, timestamp } = input;
      const inners = [nonce, timestamp, key + timestamp, key + nonce, textPrefix(input)].map((innerKey) =>
        hmacSha256(innerKey, payload),
      );
      return [...inners, hmacSha256(payload, key)].map((inner) => signPart(input, inner.toString('hex')));
    },
  },
]);

/** Which mistakes are searched in a V2 signature. */
export function v2SearchScope({ payload, wireText = payload }: V2MistakeInput): SearchScope {
  return searchScope(wireText.length);
}

/** The known mistake that explains the signature; `undefined` if the signature is correct or matches none. */
export function explainV2Signature(
  input: V2MistakeInput,
  given: string,
): Mistake<V2MistakeInput> | undefined {
  return verifyV2Signature(input, given)
    ? undefined
    : explain(v2Mistakes, input, given, equalsHex, v2SearchScope(input));
}

/** Known mistakes in `x-sign` of the V2 kit interfaces, the most likely first. */
export const kitMistakes: readonly SchemeMistake<V2MistakeInput>[] = mistakesOf(kitSignature, [
  {
    cause: 'payload-hashed',
    text: both(
      'The server hashes the body first, as the base interfaces do. The kit interfaces put the body itself into the text to sign.',
    ),
    sign: (input) => {
      const inner = v2Inner(input);
      const plain = sha256(input.payload).toString('hex');
      const parts = [inner, plain, inner.toUpperCase(), plain.toUpperCase()];
      return parts.map((part) => signPart(input, part));
    },
  },
  {
    cause: 'plain-sha256',
    text: both('The server uses plain SHA-256. x-sign is an HMAC-SHA256 with the access key.'),
    sign: (input) => [
      upperHex(sha256(textPrefix(input), input.payload)),
      upperHex(sha256(textPrefix(input), sha256(input.payload).toString('hex'))),
      upperHex(sha256(textPrefix(input), v2Inner(input))),
      upperHex(sha256(input.key, textPrefix(input), input.payload)),
    ],
  },
  ...payloadMistakes,
  charsetMistake(kitSignature),
  ...structureMistakes({ sign: kitSignature, payloadPart: ({ payload }) => payload }),
  {
    cause: 'hmac-twice',
    text: both(
      'The server computes an HMAC of the HMAC. The kit interfaces compute one HMAC over the text to sign.',
    ),
    sign: (input) => {
      const once = hmacSha256(input.key, textPrefix(input), input.payload);
      const texts = [once.toString('hex'), upperHex(once), once];
      return texts.map((text) => upperHex(hmacSha256(input.key, text)));
    },
  },
]);

/** The known mistake that explains the `x-sign`; `undefined` if it is correct or matches none. */
export function explainKitSignature(
  input: V2MistakeInput,
  given: string,
): Mistake<V2MistakeInput> | undefined {
  return verifyKitSignature(input, given)
    ? undefined
    : explain(kitMistakes, input, given, equalsHex, v2SearchScope(input));
}
