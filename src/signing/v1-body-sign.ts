import { both, type Localized } from '../text/translate.ts';
import { equalsConstantTime, hmacSha256 } from './bytes.ts';

/**
 * The signature of a V1 response: base64 of the HMAC-SHA256 of the whole body, with the access key only.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
export function bodySignature(key: string, body: Uint8Array | string): string {
  return hmacSha256(key, body).toString('base64');
}

/**
 * The value of the `Body-Sign` header as in the debugging FAQ: without a space after `signature=`.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export function formatBodySign(signature: string): string {
  return `sign_type="HMAC-SHA256", signature="${signature}"`;
}

const faults = {
  empty: both('Body-Sign is empty'),
  'sign-type-missing': both('sign_type="HMAC-SHA256" is missing'),
  'sign-type-unquoted': both('the value of sign_type must be in double quotes'),
  'sign-type-wrong': both('sign_type must be exactly HMAC-SHA256'),
  'signature-missing': both('signature="…" is missing'),
  'signature-unquoted': both('the value of signature must be in double quotes'),
  'signature-empty': both('signature is empty'),
  separator: both('sign_type and signature must be separated by one comma'),
  repeated: both('sign_type or signature occurs twice'),
  'unknown-part': both('the header contains more than sign_type="HMAC-SHA256", signature="…"'),
} as const satisfies Readonly<Record<string, Localized>>;

export type BodySignFault = keyof typeof faults;

/** A parsed `Body-Sign` header, or its error. */
export type BodySign =
  | { readonly ok: true; readonly signature: string }
  | { readonly ok: false; readonly fault: BodySignFault; readonly text: Localized };

/**
 * Parses a `Body-Sign` header and reports what is wrong with it. Accepts spaces around names, values and the comma,
 * because Huawei's examples differ. Does not check the signature; see {@link verifyBodySign}.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html
 */
export function parseBodySign(header: string): BodySign {
  const found = readParts(header);
  if (typeof found === 'string') return { ok: false, fault: found, text: faults[found] };
  return { ok: true, ...found };
}

function readParts(header: string): BodySignFault | { readonly signature: string } {
  let rest = header.trim();
  if (rest === '') return 'empty';
  const parts = new Map<string, string>();
  while (rest !== '') {
    const [text, name = '', quoted, bare = ''] =
      /^([A-Za-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,;]*))\s*/.exec(rest) ?? [];
    if (text === undefined) return parts.size === 0 ? 'sign-type-missing' : 'unknown-part';
    // Some SDKs accept both spellings.
    const part = name === 'Signature' ? 'signature' : name;
    if (part !== 'sign_type' && part !== 'signature') return 'unknown-part';
    if (quoted === undefined)
      return bare === '' && part === 'signature'
        ? 'signature-empty'
        : `${part === 'signature' ? part : 'sign-type'}-unquoted`;
    if (parts.has(part)) return 'repeated';
    parts.set(part, quoted);
    rest = rest.slice(text.length);
    if (rest !== '') {
      if (!/^,\s*[^\s,]/.test(rest)) return 'separator';
      rest = rest.slice(1).trimStart();
    }
  }
  const signType = parts.get('sign_type');
  const signature = parts.get('signature');
  if (signType === undefined) return 'sign-type-missing';
  if (signType !== 'HMAC-SHA256') return 'sign-type-wrong';
  if (signature === undefined) return 'signature-missing';
  if (signature.trim() === '') return 'signature-empty';
  return { signature };
}

/**
 * Whether `signature` (base64) is the correct signature of the body.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
export function verifyBodySign(key: string, body: Uint8Array | string, signature: string): boolean {
  return equalsConstantTime(bodySignature(key, body), signature);
}
