import { both } from '../../text/translate.ts';
import { type Bytes, hmac, hmacSha256, sha256 } from '../bytes.ts';
import { type UsageSignatureInput, usageSignature } from '../usage-signature.ts';
import {
  prettyJson,
  quoteEscaping,
  readTokens,
  rewriteStrings,
  sortKeysDeeply,
  spacedJson,
} from './json-dialects.ts';
import { explain, type Mistake, mistakesOf, type SchemeMistake, searchScope } from './mistake.ts';

/** A usage push with a wrong header `signature`. */
export interface UsageMistakeInput extends UsageSignatureInput {
  /** Compact, with sorted keys. */
  readonly body: string;
  /** The body as sent. */
  readonly sent: string;
  /** SK of the account, to detect that it was used in place of the access key. */
  readonly sk: string;
}

function base64(key: Bytes, text: string): string {
  return hmacSha256(key, text).toString('base64');
}

function signedText({ ts, nonce, body }: UsageMistakeInput): string {
  return `ts=${ts}&nonce=${nonce}&body=${body}`;
}

/**
 * Known mistakes in the header `signature` of the usage push, the most likely first.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
 */
export const usageMistakes: readonly SchemeMistake<UsageMistakeInput>[] = mistakesOf<UsageMistakeInput>(
  usageSignature,
  [
    {
      cause: 'body-not-sorted',
      stage: 'content',
      text: both(
        'The client signs the body with its keys in another order. Sort the keys at every level, and send the text that was signed.',
      ),
      inputs: (input) => (input.sent === input.body ? [] : [{ ...input, body: input.sent }]),
    },
    {
      cause: 'sk-as-key',
      stage: 'key',
      text: both(
        'The client signs with the SK. The key of this header is the access key of the base interfaces; AK and SK sign the header Authorization.',
      ),
      inputs: (input) => [{ ...input, key: input.sk }],
    },
    {
      cause: 'key-not-trimmed',
      stage: 'key',
      text: both(
        'The client signs with a space or a line break at the end of the access key. Trim the value read from the configuration.',
      ),
      inputs: (input) => ['\n', '\r\n', ' '].map((space) => ({ ...input, key: input.key + space })),
    },
    {
      cause: 'body-in-another-form',
      stage: 'content',
      text: both(
        'The client signs the body in another form than it sends, with spaces, indentation or escapes. Serialise the body once, compactly, and sign and send this text.',
      ),
      inputs: (input) => otherForms(input).map((body) => ({ ...input, body })),
    },
    {
      cause: 'signature-hex',
      text: both('The client writes the signature in hex. Use base64.'),
      sign: (input) => {
        const hex = hmacSha256(input.key, signedText(input)).toString('hex');
        return [hex, hex.toUpperCase(), Buffer.from(hex).toString('base64')];
      },
    },
    {
      cause: 'signature-base64url',
      text: both('The client writes the signature in base64url. Use base64 with + and /.'),
      sign: (input) => {
        const text = usageSignature(input);
        const url = text.replaceAll('+', '-').replaceAll('/', '_');
        return [url, url.replace(/=+$/, ''), text.replace(/=+$/, '')];
      },
    },
    {
      cause: 'timestamp-in-seconds',
      stage: 'key',
      text: both('The client signs ts in seconds. Sign the header ts as it is sent, in milliseconds.'),
      inputs: (input) => (input.ts.length === 13 ? [{ ...input, ts: input.ts.slice(0, -3) }] : []),
    },
    {
      cause: 'parts-in-another-order',
      text: both(
        'The client joins the parts of the text to sign in another order. The text is ts=…&nonce=…&body=….',
      ),
      sign: ({ key, ts, nonce, body }) =>
        [
          `nonce=${nonce}&ts=${ts}&body=${body}`,
          `body=${body}&nonce=${nonce}&ts=${ts}`,
          `body=${body}&ts=${ts}&nonce=${nonce}`,
        ].map((text) => base64(key, text)),
    },
    {
      cause: 'names-left-out',
      text: both(
        'The client leaves the names of the parts out of the text to sign. The text is ts=…&nonce=…&body=….',
      ),
      sign: ({ key, ts, nonce, body }) =>
        [
          ts + nonce + body,
          nonce + ts + body,
          key + nonce + ts + body,
          key + ts + nonce + body,
          `${ts}&${nonce}&${body}`,
          `ts=${ts}&nonce=${nonce}&${body}`,
          `ts=${ts}&nonce=${nonce}${body}`,
        ].map((text) => base64(key, text)),
    },
    {
      cause: 'body-hashed',
      text: both('The client signs a hash of the body. Sign the body itself.'),
      sign: (input) => {
        const digest = sha256(input.body);
        return [digest.toString('hex'), digest.toString('base64'), digest.toString('hex').toUpperCase()].map(
          (body) => base64(input.key, signedText({ ...input, body })),
        );
      },
    },
    {
      cause: 'body-url-encoded',
      text: both('The client signs the body percent-encoded. Sign the body as it is sent.'),
      sign: (input) =>
        [encodeURIComponent(input.body), encodeURI(input.body)].map((body) =>
          base64(input.key, signedText({ ...input, body })),
        ),
    },
    {
      cause: 'only-body-signed',
      text: both('The client signs only the body, or only ts and nonce. The text is ts=…&nonce=…&body=….'),
      sign: ({ key, ts, nonce, body }) =>
        [body, `body=${body}`, `ts=${ts}&nonce=${nonce}`, `ts=${ts}&nonce=${nonce}&body=`].map((text) =>
          base64(key, text),
        ),
    },
    {
      cause: 'other-hmac',
      text: both('The client uses an HMAC with another hash (SHA-1, MD5, SHA-384, SHA-512). Use HmacSHA256.'),
      sign: (input) =>
        ['sha1', 'md5', 'sha384', 'sha512'].map((hash) =>
          hmac(hash, input.key, signedText(input)).toString('base64'),
        ),
    },
  ],
);

/** The body as other libraries write it, in the order of sending and sorted. */
function otherForms({ sent, body }: UsageMistakeInput): string[] {
  return [sent, body].flatMap((json) => {
    const tokens = readTokens(json);
    if (!tokens) return [];
    const ascii = rewriteStrings(tokens, quoteEscaping(/[\u007f-\uffff]/g));
    const forms = [
      tokens.join(''),
      spacedJson(tokens),
      spacedJson(ascii),
      ascii.join(''),
      ascii.join('').replaceAll('/', '\\/'),
      prettyJson(tokens, '  ', ': '),
      prettyJson(tokens, '    ', ': '),
      sortKeysDeeply(json),
    ];
    return forms.filter((form) => form !== undefined);
  });
}

/** The known mistake that explains a wrong `signature`; `undefined` if it matches none. */
export function explainUsageSignature(
  input: UsageMistakeInput,
  given: string,
): Mistake<UsageMistakeInput> | undefined {
  const isSame = (signature: string) => signature === given;
  return explain(usageMistakes, input, given, isSame, searchScope(input.sent.length));
}
