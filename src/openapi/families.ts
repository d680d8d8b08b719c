import { successCodes } from '../codes/openapi.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { type ApiCall, type ApiResponse, basePath, isList, textOf } from './model.ts';

/** Calls whose responses have the same form. */
interface Family {
  /** Whether it answers calls of this path. */
  readonly path: RegExp;
  /** Where its code is; absent where that is not documented. */
  readonly codeIn?: 'resultCode' | 'error_code';
  /** Its success codes. */
  readonly codes?: (code: string) => boolean;
  /** Whether this is a success without a code; absent where a code is always due. Without a body for HTTP 204. */
  readonly withoutCode?: (json: JsonObject | undefined) => boolean;
}

const only = (expected: string) => (code: string) => code === expected;
const anySuccess = (code: string) => successCodes.has(code) || code.endsWith('.0000');
const hasList = (json: JsonObject = {}) => Object.values(json).some(isList);

/**
 * The families of KooGallery and of the billing service, and how each marks a success. The last one is for paths that
 * koo does not know.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html
 * @see https://support.huaweicloud.com/api-oce/costm_00014.html
 */
const families: readonly Family[] = [
  { path: new RegExp(`^${basePath}/order/query$`), codeIn: 'resultCode', codes: only('MKT.0000') },
  {
    path: new RegExp(`^(${basePath}|/rest/marketplace/v1)/isv/usage-data$`),
    codeIn: 'error_code',
    codes: only('MKT.0000'),
  },
  { path: new RegExp(`^${basePath}/market-event/`), codeIn: 'error_code', codes: only('CBC.0000') },
  {
    path: /^\/api\/mkp-openapi-public\/global\/v[12]\/license\//,
    codeIn: 'error_code',
    codes: only('92020000'),
  },
  {
    path: /^\/api\/mkp-openapi-public\/v1\/asset\//,
    codes: (code) => code.endsWith('.0000'),
    withoutCode: (json) => isList(json?.data),
  },
  { path: /^\/v4\/costs\//, withoutCode: (json) => isList(json?.cost_data) },
  { path: /^\/v2\/bills\//, withoutCode: hasList },
  { path: /^/, codes: anySuccess, withoutCode: (json) => json === undefined },
];

const iamFamilies: readonly Family[] = [
  { path: /^\/v3\/auth\/domains$/, withoutCode: (json) => isList(json?.domains) },
  // IAM wraps what it returns: `credential`, `user`, `users`.
  {
    path: /^/,
    withoutCode: (json) => json === undefined || hasList(json) || Object.values(json).some(isObject),
  },
];

/**
 * Whether a response is the success of a call: it has the success code of the call's family, or, where the documents
 * show no code, the content they show. HTTP 200 alone is not enough.
 */
export function isSuccess(
  { path, host }: Pick<ApiCall, 'path' | 'host'>,
  { status, text, json, code }: Pick<ApiResponse, 'status' | 'text' | 'json' | 'code'>,
): boolean {
  if (status < 200 || status >= 300) return false;
  const known = host === 'iam' ? iamFamilies : families;
  const family = known.find((one) => one.path.test(path));
  if (code !== '') {
    const isInPlace = family?.codeIn === undefined || textOf(json?.[family.codeIn]) === code;
    return isInPlace && family?.codes?.(code) === true;
  }
  const isReadable = json !== undefined || (status === 204 && text.trim() === '');
  return isReadable && family?.withoutCode?.(json) === true;
}
