import type { Step } from '../../exchanges/shown-exchange.ts';
import { authTokenParams, sortedAuthTokenParams, type TokenParams } from '../../signing/v1-auth-token.ts';
import { formatBodySign } from '../../signing/v1-body-sign.ts';
import { v2Inner } from '../../signing/v2.ts';
import { both, type Localized } from '../../text/translate.ts';
import { type Proof, readProofPart, readTokenInput } from '../proof.ts';
import type { Protocol, ReceivedRequest } from '../protocols/model.ts';

type SignedTexts = Pick<Proof, 'canonical' | 'hmacKey' | 'expected'> & { readonly payload?: string | null };

/**
 * Returns the steps to the signature of a request, in the order in which a server computes it.
 *
 * @param texts without secrets
 * @param key without one, the steps that need it have no value
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function signingSteps(
  protocol: Protocol,
  request: ReceivedRequest,
  texts: SignedTexts,
  key: string | undefined,
): readonly Step[] {
  const { nonce, timestamp, signature } = protocol.proof;
  if (!nonce) return tokenSteps(protocol, request, texts, key);
  const given = [nonce, timestamp].map((part) => [part.name, readProofPart(request, part) ?? ''] as const);
  return signature.in === 'header' ? kitSteps(texts, key, given) : v2Steps(texts, key, given);
}

type Parts = NonNullable<Step['parts']>;

/** Returns a text, with its parts if they make it up. */
function joinedOf(value: string, parts: Parts): Pick<Step, 'value' | 'parts'> {
  return parts.map(([, text]) => text).join('') === value ? { value, parts } : { value };
}

const keyPart = ['accessKey', '<accessKey>'] as const;

function tokenSteps(
  protocol: Protocol,
  request: ReceivedRequest,
  { canonical, hmacKey, expected }: SignedTexts,
  key: string | undefined,
): Step[] {
  const { params, form } = readTokenInput(protocol, request, '');
  return [
    {
      title:
        form === 'get'
          ? both('Decode the parameters of the query; leave out authToken')
          : both(
              'Take the properties of the JSON body; leave out those that are null or blank, and write objects and lists as compact JSON',
            ),
      value: lines(authTokenParams(params, form)),
    },
    {
      title: both('Sort them by name, in ascending order of the character codes'),
      value: lines(sortedAuthTokenParams(params, form)),
    },
    { title: both('Join them with &: this is the text to sign'), value: canonical, isSigned: true },
    { title: both('Make the key of the HMAC: the access key, followed by timeStamp'), value: hmacKey },
    {
      title: both('HMAC-SHA256 of the text with this key, as base64: this is authToken'),
      value: key && expected,
    },
  ];
}

function lines(params: TokenParams): string {
  // A line break inside a value is not the end of it.
  return params.map(([name, value]) => `${name}=${value.replaceAll('\n', '\\n')}`).join('\n');
}

const canonicalBody: Localized = both(
  'Write the body as compact JSON: the names of the top level in ascending order, without those that are null',
);

function v2Steps(
  { canonical, payload, expected }: SignedTexts,
  key: string | undefined,
  given: Parts,
): Step[] {
  const text = payload ?? '';
  const hash = key === undefined ? '' : v2Inner({ key, payload: text });
  return [
    { title: canonicalBody, value: text },
    { title: both('HMAC-SHA256 of this JSON with the access key, in lower-case hex'), value: key && hash },
    {
      title: both('Join the access key, nonce, timestamp and that hash: this is the text to sign'),
      ...(key !== undefined && joinedOf(canonical, [keyPart, ...given, ['HMAC-SHA256', hash]])),
      isSigned: true,
    },
    {
      title: both('HMAC-SHA256 of the text with the access key, in upper-case hex: this is signature'),
      value: key && expected,
    },
  ];
}

function kitSteps(
  { canonical, payload, expected }: SignedTexts,
  key: string | undefined,
  given: Parts,
): Step[] {
  return [
    { title: canonicalBody, value: payload ?? '' },
    {
      title: both('Join the access key, x-nonce, x-timestamp and that JSON: this is the text to sign'),
      ...joinedOf(canonical, [keyPart, ...given, ['JSON', payload ?? '']]),
      isSigned: true,
    },
    {
      title: both('HMAC-SHA256 of the text with the access key, in upper-case hex: this is x-sign'),
      value: key && expected,
    },
  ];
}

/**
 * Returns the steps to the `Body-Sign` of a response.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649157.html
 */
export function bodySignSteps({ canonical, expected }: SignedTexts): readonly Step[] {
  return [
    {
      title: both('Take the body as it is sent, byte for byte: this is the text to sign'),
      value: canonical,
      isSigned: true,
    },
    { title: both('HMAC-SHA256 of it with the access key alone, as base64'), value: expected },
    { title: both('Write it into the header Body-Sign'), value: formatBodySign(expected) },
  ];
}
