import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { readInput } from '../../cli/files/input-file.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import type { JsonObject } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import { responseOf } from '../errors.ts';
import type { ApiCall, ApiResponse } from '../model.ts';
import { parseObject } from '../read.ts';
import type { RawOptions } from './flags.ts';

/** The response, and the error it stands for where it is not a success. */
export interface RawResult {
  readonly response: ApiResponse;
  /** The body with masked secrets, where it is a JSON object. */
  readonly shown?: JsonObject | undefined;
  readonly error?: KooError;
}

/**
 * Makes any call, signed. An error response is a result, too.
 *
 * @throws KooError when there is no response, or the arguments are invalid
 */
export async function runApi(
  method: ApiCall['method'],
  target: string,
  options: RawOptions,
  host: ApiHost,
): Promise<RawResult> {
  const call = await buildCall(method, target, options);
  return withApi(options, undefined, host, async (api) => {
    try {
      return rawResult(await api.call(call));
    } catch (error) {
      const response = responseOf(error);
      if (!response) throw error;
      return { ...rawResult(response), error: error as KooError };
    }
  });
}

function rawResult(response: ApiResponse): RawResult {
  return { response, shown: parseObject(response.text) };
}

async function buildCall(method: ApiCall['method'], target: string, options: RawOptions): Promise<ApiCall> {
  const { path, query } = splitPath(target);
  return {
    method,
    path,
    query: [...query, ...(options.param ?? []).map((text) => parsePair('--param', text, '='))],
    headers: (options.header ?? []).map((text) => parsePair('--header', text, ':')),
    ...(options.data !== undefined && { body: await readInput(options.data) }),
    idempotent: options.repeat || method === 'GET',
    host: options.iam ? 'iam' : 'mkt',
  };
}

function splitPath(text: string): { path: string; query: [string, string][] } {
  const [path = '', ...rest] = text.split('?');
  return { path, query: [...new URLSearchParams(rest.join('?'))] };
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
