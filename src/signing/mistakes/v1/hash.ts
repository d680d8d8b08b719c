import { both } from '../../../text/translate.ts';
import { type Bytes, hmac, hmacSha256, sha256 } from '../../bytes.ts';
import { type Mistake, otherHmacMistakes } from '../mistake.ts';

/** A V1 signature: base64 of HMAC-SHA256. */
interface V1Scheme<Input> {
  /** Name in the protocol. */
  readonly name: string;
  readonly key: (input: Input) => string;
  /** The correct text to sign. */
  readonly signed: (input: Input) => Bytes;
}

/** Mistakes in the hash, key and encoding of the correct text; the same for `authToken` and `Body-Sign`. */
export function hashMistakes<Input>({ name, key, signed }: V1Scheme<Input>): Mistake<Input>[] {
  const right = (input: Input) => hmacSha256(key(input), signed(input));
  const hex = (input: Input) => [right(input).toString('hex'), right(input).toString('hex').toUpperCase()];
  return [
    {
      cause: 'hex',
      text: both('The server encodes the HMAC in hex. {name} is the base64 of its 32 bytes.', { name }),
      sign: hex,
    },
    {
      cause: 'base64-of-hex',
      text: both(
        'The server encodes the hex text in base64. {name} is the base64 of the 32 bytes themselves.',
        { name },
      ),
      sign: (input) => hex(input).map((text) => Buffer.from(text).toString('base64')),
    },
    {
      cause: 'base64-variant',
      text: both(
        'The server uses URL-safe or unpadded base64. Use the standard alphabet (+ and /) and keep the = at the end.',
      ),
      sign: (input) => {
        const urlSafe = right(input).toString('base64url');
        return [`${urlSafe}=`, urlSafe, right(input).toString('base64').replace(/=+$/, '')];
      },
    },
    {
      cause: 'plain-sha256',
      text: both('The server uses plain SHA-256. {name} is an HMAC-SHA256.', { name }),
      sign: (input) =>
        [sha256(key(input), signed(input)), sha256(signed(input), key(input)), sha256(signed(input))].map(
          (digest) => digest.toString('base64'),
        ),
    },
    ...otherHmacMistakes<Input>((hash, input) => hmac(hash, key(input), signed(input)).toString('base64')),
    {
      cause: 'key-and-text-swapped',
      text: both('The server swaps the key and the text in the call of the HMAC function.'),
      sign: (input) => hmacSha256(signed(input), key(input)).toString('base64'),
    },
  ];
}
