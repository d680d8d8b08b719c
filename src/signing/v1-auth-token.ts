import { hmacSha256, sameText } from './bytes.ts';

/**
 * How the parameters travel: `get`, in the query of a base interface, or `post`, as the properties of a kit
 * interface's body. The two treat empty values differently.
 */
export type AuthTokenForm = 'get' | 'post';

/** Names and decoded values. */
export type TokenParams = readonly (readonly [name: string, value: string])[];

/** What an `authToken` is made of. */
export interface AuthTokenInput {
  /** The access key. */
  readonly key: string;
  /** `yyyyMMddHHmmssSSS`, as in the parameter `timeStamp`. */
  readonly timeStamp: string;
  /** Names and decoded values in the order of arrival; an `authToken` among them is left out. */
  readonly params: TokenParams;
  readonly form: AuthTokenForm;
}

/**
 * The text an `authToken` is made over: `k1=v1&k2=v2…`, names ascending by UTF-16 code unit, values decoded, the
 * first of repeated ones only. `get` takes every parameter, also empty ones; `post` leaves blank ones out.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export function authTokenBase(params: TokenParams, form: AuthTokenForm): string {
  return authTokenParams(params, form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The parameters that are signed, in the order of arrival. */
export function authTokenParams(params: TokenParams, form: AuthTokenForm): TokenParams[number][] {
  const values = new Map<string, string>();
  for (const [name, value] of params) {
    if (name !== 'authToken' && !values.has(name)) values.set(name, value);
  }
  return [...values].filter(([, value]) => form === 'get' || !isBlank(value));
}

/**
 * `StringUtils.isBlank`, with Java's idea of white space: no no-break spaces, but the separators U+001C–U+001F.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649159.html
 */
export function isBlank(text: string): boolean {
  return /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/.test(text);
}

/**
 * V1 `authToken`: base64 of HMAC-SHA256 over {@link authTokenBase}, key `accessKey + timeStamp`; 44 characters.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 */
export function authToken({ key, timeStamp, params, form }: AuthTokenInput): string {
  return hmacSha256(key + timeStamp, authTokenBase(params, form)).toString('base64');
}

/**
 * Whether `given` is the right `authToken`. In a header (`post`) it may stand in quotation marks, as Huawei's
 * examples print it.
 */
export function verifyAuthToken(input: AuthTokenInput, given: string): boolean {
  return sameText(authToken(input), bareAuthToken(input.form, given));
}

/** The token itself, without the quotation marks that a header value may carry. */
export function bareAuthToken(form: AuthTokenForm, given: string): string {
  return form === 'post' ? given.replace(/^"(.*)"$/, '$1') : given;
}
