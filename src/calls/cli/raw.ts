import { withApi } from '../../account/cli/api-run.ts';
import { type ApiHost, openSession } from '../../account/cli/session.ts';
import { inputLimits, readInput } from '../../cli/files/input-file.ts';
import { oneOf, parseTime } from '../../cli/flags/value.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { toCurl } from '../../http/curl.ts';
import { responseOf } from '../../openapi/errors.ts';
import { type ApiCall, type ApiResponse, httpMethods } from '../../openapi/model.ts';
import { type SignedRequest, signCall, tokenArgument } from '../../openapi/request.ts';
import { type Credential, secretsOf, stringToSign } from '../../signing/sdk-hmac.ts';
import { canonicalRequest, headerValue } from '../../signing/sdk-hmac-canonical.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { redact } from '../../text/redact.ts';
import { both } from '../../text/translate.ts';
import type { RawOptions, SignOptions } from './flags.ts';

/** The words behind `koo api`: `[METHOD] PATH`. */
export interface RequestArgs {
  readonly method?: string | undefined;
  readonly path?: string | undefined;
}

/** The response, and its error if it is not a success. */
export interface RawResult {
  readonly response: ApiResponse;
  readonly error?: KooError;
}

/** A signed request that was not sent. */
export interface SignedCall {
  readonly method: string;
  readonly url: string;
  /** The security token is replaced by `***`. */
  readonly headers: Readonly<Record<string, string>>;
  /** `null` without a body, and for one that is not text. */
  readonly body: string | null;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  /** A command for a POSIX shell; it takes the security token from KOO_SECURITY_TOKEN. */
  readonly curl: string;
}

/**
 * Makes any call, signed. An error response is a result, too.
 *
 * @throws KooError when there is no response, or the arguments are invalid
 */
export async function runApi(args: RequestArgs, options: RawOptions, host: ApiHost): Promise<RawResult> {
  const call = await buildCall(args, options, options.repeat);
  return withApi(options, undefined, host, async (api) => {
    try {
      return { response: await api.call(call) };
    } catch (error) {
      const response = responseOf(error);
      if (!response) throw error;
      return { response, error: error as KooError };
    }
  });
}

/** Signs any call without sending it. @throws KooError when there are no keys, or the arguments are invalid */
export async function signWithoutSending(
  args: RequestArgs,
  options: SignOptions,
  host: ApiHost,
): Promise<SignedCall> {
  const call = await buildCall(args, options);
  const now = options.at === undefined ? new Date() : parseTime(options.at);
  const session = await openSession(options, host);
  try {
    const { site, credential } = session;
    const request = signCall(call, call.host === 'iam' ? site.iam : site.endpoint, credential, now);
    return describe(call, request, credential, options.data);
  } finally {
    await session.close();
  }
}

function describe(
  { method, body }: ApiCall,
  request: SignedRequest,
  credential: Credential,
  data: string | undefined,
): SignedCall {
  const hide = (text: string) => redact(text, secretsOf(credential));
  const value = (name: string) => headerValue(request.headers, name) ?? '';
  const bytes = body instanceof Uint8Array ? body : Buffer.alloc(0);
  const signed = /SignedHeaders=([^,]*)/.exec(value('Authorization'))?.[1]?.split(';') ?? [];
  const { url, headers } = request;
  const canonical = canonicalRequest({ method, url, headers, body: bytes }, signed);
  const decoded = body === undefined ? undefined : decodeUtf8(bytes, true);
  // A command line cannot hold a NUL.
  const text = decoded?.includes('\0') ? undefined : decoded;
  const shown = {
    method,
    url: hide(url.href),
    headers: headers.map(([name, header]) => [name, hide(header)] as const),
    ...(text !== undefined && { body: hide(text) }),
    // `-d @FILE` of curl reads the file in the same way.
    ...(body !== undefined && text === undefined && { bodyFile: data?.startsWith('@') ? data : '@-' }),
  };
  return {
    method,
    url: shown.url,
    headers: Object.fromEntries(shown.headers),
    body: shown.body ?? null,
    canonicalRequest: hide(canonical),
    stringToSign: stringToSign(canonical, value('X-Sdk-Date')),
    curl: toCurl(shown).replace(tokenArgument.hidden, () => tokenArgument.expanded),
  };
}

async function buildCall(
  args: RequestArgs,
  options: Pick<RawOptions, 'data' | 'header' | 'param' | 'iam'>,
  isRepeatable = false,
): Promise<ApiCall> {
  const { method, target } = readArgs(args);
  const [path = '', ...search] = target.split('?');
  const query = new URLSearchParams(search.join('?'));
  const headers = (options.header ?? []).map((text) => parsePair('--header', text, ':'));
  assertDistinct(headers.map(([name]) => name));
  return {
    method,
    path,
    query: [...query, ...(options.param ?? []).map((text) => parsePair('--param', text, '='))],
    headers,
    ...(options.data !== undefined && { body: await readInput(options.data, { limit: inputLimits.body }) }),
    idempotent: isRepeatable || method === 'GET',
    host: options.iam ? 'iam' : 'mkt',
  };
}

/** `[METHOD] PATH`: a single word is the path. */
function readArgs({ method, path }: RequestArgs): { method: ApiCall['method']; target: string } {
  if (method === undefined) {
    throw usageError(
      'MISSING_ARGUMENT',
      both('The path is missing'),
      both('Example: /api/mkp-openapi-public/global/v1/order/query'),
    );
  }
  if (path === undefined) return { method: 'GET', target: method };
  const unknown = (word: string) => both('"{word}" is not an HTTP method', { word });
  const known = oneOf(method.toUpperCase(), httpMethods, unknown, 'INVALID_VALUE') ?? 'GET';
  return { method: known, target: path };
}

/** The gateway rejects a signed header that occurs more than once. */
function assertDistinct(names: readonly string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const name = names.find((_, at) => lower.indexOf(lower[at] ?? '') !== at);
  if (name === undefined) return;
  throw usageError(
    'INVALID_HEADER',
    both('The header {name} is given more than once', { name }),
    both('Join the values with a comma.'),
  );
}

function parsePair(flag: string, text: string, separator: ':' | '='): readonly [string, string] {
  const at = text.indexOf(separator);
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw usageError(
    'INVALID_VALUE',
    both('{flag} requires a name and a value separated by "{separator}"', { flag, separator }),
    both('Example: {flag} name{separator}value', { flag, separator }),
  );
}
