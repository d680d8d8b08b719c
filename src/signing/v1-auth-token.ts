import { equalsConstantTime, hmacSha256 } from './bytes.ts';

/**
 * Where the parameters are: `get` for the query of a base interface, `post` for the properties of the body of a kit
 * interface. The two treat empty values differently.
 */
export type AuthTokenForm = 'get' | 'post';

/** Names and decoded values. */
export type TokenParams = readonly (readonly [name: string, value: string])[];

export interface AuthTokenInput {
  readonly key: string;
  /** `yyyyMMddHHmmssSSS`, as in the parameter `timeStamp`. */
  readonly timeStamp: string;
  /** Names and decoded values as received; `authToken` is ignored. */
  readonly params: TokenParams;
  readonly form: AuthTokenForm;
}

/**
 * The text that an `authToken` signs: `k1=v1&k2=v2…`, with names in ascending order of UTF-16 code units and decoded
 * values; only the first of repeated parameters. `get` includes empty parameters, `post` omits blank ones.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649135.html
 */
export function authTokenBase(params: TokenParams, form: AuthTokenForm): string {
  return joinParams(sortedAuthTokenParams(params, form));
}

/** Joins parameters as `k1=v1&k2=v2` in the given order. */
export function joinParams(params: TokenParams): string {
  return params.map(([name, value]) => `${name}=${value}`).join('&');
}

/** The parameters to sign, in the order in which they are joined. */
export function sortedAuthTokenParams(params: TokenParams, form: AuthTokenForm): TokenParams[number][] {
  return authTokenParams(params, form).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The parameters to sign, in the order received. */
export function authTokenParams(params: TokenParams, form: AuthTokenForm): TokenParams[number][] {
  const values = new Map<string, string>();
  for (const [name, value] of params) {
    if (name !== 'authToken' && !values.has(name)) values.set(name, value);
  }
  return [...values].filter(([, value]) => form === 'get' || !isBlank(value));
}

/**
 * `StringUtils.isBlank`, with Java's definition of white space: without no-break spaces, with U+001C–U+001F.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649159.html
 */
export function isBlank(text: string): boolean {
  return /^[\t-\r\u001c- \u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/.test(text);
}

/**
 * V1 `authToken`: base64 of the HMAC-SHA256 of {@link authTokenBase} with the key `accessKey + timeStamp`; 44 characters.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 */
export function authToken({ key, timeStamp, params, form }: AuthTokenInput): string {
  return hmacSha256(key + timeStamp, authTokenBase(params, form)).toString('base64');
}

/**
 * Whether `given` is the correct `authToken`. In a header (`post`) it may be in quotation marks, as in Huawei's
 * examples.
 */
export function verifyAuthToken(input: AuthTokenInput, given: string): boolean {
  return equalsConstantTime(authToken(input), unquoteAuthToken(input.form, given));
}

/** Removes the quotation marks that a header value may have. */
export function unquoteAuthToken(form: AuthTokenForm, given: string): string {
  return form === 'post' ? given.replace(/^"(.*)"$/, '$1') : given;
}
