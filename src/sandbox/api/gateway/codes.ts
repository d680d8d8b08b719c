import { apiCode } from '../../../codes/openapi.ts';
import type { JsonObject } from '../../../text/json.ts';
import { both, type Language, type Localized } from '../../../text/translate.ts';

/** The service that answers, which determines the form of its responses. */
export type Family =
  | 'iam'
  | 'order'
  | 'usage'
  | 'legacy-usage'
  | 'license'
  | 'event'
  | 'asset'
  | 'seller-config';

/**
 * Codes of the calls the sandbox serves, with the HTTP status and the text that Huawei documents for them. When some
 * of them come is not documented: they come with `--fault` alone.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649186.html (MKT)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html (9406, usage push)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649352.html (CBC, 9138, upload)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649195.html (9202, 9500, licences)
 */
export const codes = {
  'MKT.0000': [200, 'Success'],
  'MKT.0100': [500, 'Failure of input parameter'],
  'MKT.0101': [400, 'Invalid parameter'],
  'MKT.0102': [400, 'Invalid body sign'],
  'MKT.0150': [401, 'Illegal operation'],
  'MKT.0151': [401, 'No authority'],
  'MKT.0154': [401, 'Illegal token'],
  'MKT.0199': [400, 'Request parameter error'],
  'MKT.0250': [406, 'Access frequency overlimit'],
  'MKT.0409': [409, 'Version conflict'],
  'MKT.0999': [500, 'System internal error.'],
  'MKT.9001': [500, 'Instance ID not found.'],
  'MKT.9002': [500, 'Invalid usage enties.'],
  'MKT.9003': [500, 'Usage records extends size limit.'],
  'MKT.9004': [500, 'Record beginTime extends Limit.'],
  '94060001': [500, 'System error!'],
  '94060002': [401, 'Auth failed!'],
  '94060004': [400, 'Param error!'],
  'CBC.0000': [200, 'Success'],
  'CBC.0100': [400, 'Invalid parameter'],
  'CBC.0101': [400, 'Invalid parameter'],
  'CBC.0150': [403, 'Illegal operation'],
  'CBC.0151': [403, 'Access denied'],
  'CBC.0250': [429, 'Access frequency overlimit'],
  'CBC.0999': [500, 'System internal error'],
  '91381033': [200, 'License resource invalid'],
  '91381034': [200, 'license apply invalid'],
  '91381035': [200, 'license period has no remain amount'],
  '91381036': [200, 'inner error'],
  '91381037': [200, 'Invalid license format.'],
  '91381038': [200, 'License apply has been denied.'],
  '91380150': [200, 'Role permission denied.'],
  '92020000': [200, 'success'],
  '92020001': [200, 'internal error'],
  '92020002': [200, 'invalid param'],
  '92020003': [200, 'illegal state'],
  '92020004': [200, 'can not active before user received.'],
  '92020005': [200, 'license code notexist'],
  '92020011': [200, 'license code has been not activated.'],
  '92020020': [200, 'Invalid license code exists.'],
  '95000001': [400, 'req param is invalid'],
  '95000002': [405, 'Request method not supported'],
  '95000003': [415, 'Content type not supported'],
  '95000004': [400, 'req message is not readable.'],
  // The gateway in front: https://support.huaweicloud.com/usermanual-apig/apig_03_0028.html
  'APIGW.0101': [404, 'The API does not exist or has not been published in the environment'],
  'APIGW.0201': [413, 'Request entity too large'],
  'APIGW.0301': [401, 'Incorrect IAM authentication information'],
  'APIGW.0308': [429, 'The throttling threshold has been reached: policy api over ratelimit'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type Code = keyof typeof codes;

/** Codes with another meaning in koo's own contract. */
const ownCodes: Readonly<Record<string, readonly [status: number, message: string]>> = {
  'MKT.9001': [404, 'Not found'],
};

/** Huawei's codes that koo's own contract takes over. */
const adoptedCodes: ReadonlySet<string> = new Set([
  'MKT.0101',
  'MKT.0150',
  'MKT.0151',
  'MKT.0154',
  'MKT.0199',
  'MKT.0250',
  'MKT.0999',
  'MKT.9001',
]);

/** Codes that the order query explains in `extra_info`. */
const codesWithExtraInfo: ReadonlySet<string> = new Set([
  'MKT.0100',
  'MKT.0150',
  'MKT.0250',
  'MKT.9001',
  'MKT.9002',
  'MKT.9004',
  'MKT.9005',
]);

export interface ErrorFacts {
  readonly code: Code;
  /** koo's own explanation; never contains a secret. */
  readonly reason?: Localized | undefined;
  /** The same for the log; default: `reason`. */
  readonly logged?: Localized | undefined;
  readonly more?: JsonObject | undefined;
  /** HTTP status, for a code that has several. */
  readonly status?: number | undefined;
}

export class ApiError extends Error {
  readonly facts: ErrorFacts;

  constructor(facts: ErrorFacts) {
    super(facts.code);
    this.facts = facts;
  }
}

export function apiError(code: Code, reason?: Localized, more: JsonObject = {}, status?: number): ApiError {
  return new ApiError({ code, reason, more, status });
}

export type ResponseBody = Readonly<Record<string, unknown>>;

export interface ApiResponse {
  readonly status: number;
  readonly code: string;
  readonly body: ResponseBody;
  /** koo's explanation of an error, for the log. */
  readonly reason?: Localized;
}

const successCodes = {
  order: 'MKT.0000',
  usage: 'MKT.0000',
  'legacy-usage': 'MKT.0000',
  license: '92020000',
  event: 'CBC.0000',
  asset: 'MKT.0000',
  'seller-config': 'MKT.0000',
} as const satisfies Readonly<Record<Exclude<Family, 'iam'>, Code>>;

export function successResponse(family: Family, body: ResponseBody): ApiResponse {
  if (family === 'iam') return { status: 200, code: '200', body };
  const code = successCodes[family];
  return { status: 200, code, body: { ...envelope(family, code, codes[code][1]), ...body } };
}

interface RequestContext {
  readonly requestId: string;
  readonly language: Language;
}

export function errorResponse(
  family: Family,
  { code, reason, logged = reason, more, status }: ErrorFacts,
  context: RequestContext,
): ApiResponse {
  const [usual, text] = messagesOf(family)[code] ?? codes[code];
  return buildErrorResponse(family, [code, status ?? usual, text], { reason, logged, more }, context);
}

/** Whether calls of a family may be answered with a documented code. */
export function isCodeOf(code: string, family: Family): boolean {
  const entry = apiCode(code);
  if (family === 'seller-config' && adoptedCodes.has(code)) return true;
  if (entry?.family === 'seller-config') return family === 'seller-config';
  if (code.startsWith('9406')) return family === 'usage';
  if (entry?.family === 'order-usage') return ['order', 'usage', 'legacy-usage', 'asset'].includes(family);
  if (entry?.family === 'upload') return family === 'event';
  return entry?.family === 'gateway' || (entry?.family === 'license' && family === 'license');
}

export function injectedResponse(family: Family, code: string, context: RequestContext): ApiResponse {
  const entry = apiCode(code);
  // The texts of some codes are not published, and of MKT.9005 not even the status, which its neighbours lend it.
  const [status, text] = messagesOf(family)[code] ?? [entry?.http[0] ?? 500, entry?.meaning.en ?? ''];
  const facts = { reason: injectedReason, logged: injectedReason };
  return buildErrorResponse(family, [code, status, text], facts, context);
}

function messagesOf(family: Family): Readonly<Record<string, readonly [status: number, message: string]>> {
  return family === 'seller-config' ? { ...codes, ...ownCodes } : codes;
}

const injectedReason = both('injected by --fault');

function buildErrorResponse(
  family: Family,
  [code, status, text]: readonly [code: string, status: number, text: string],
  { reason, logged, more }: Partial<ErrorFacts>,
  { requestId, language }: RequestContext,
): ApiResponse {
  const detail = reason?.[language];
  const said = detail === undefined ? text : `${text.replace(/[.!]$/, '')}: ${detail}`;
  const extra = family === 'order' && codesWithExtraInfo.has(code) ? { extra_info: detail ?? text } : {};
  const body = /^APIGW?\./.test(code)
    ? { error_code: code, error_msg: said, request_id: requestId }
    : { ...envelope(family, code, said), ...extra, ...more };
  return { status, code, body, ...(logged && { reason: logged }) };
}

function envelope(family: Family, code: string, message: string): JsonObject {
  const text = message.slice(0, 1024);
  return family === 'order' ? { resultCode: code, resultMsg: text } : { error_code: code, error_msg: text };
}
