import { withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { readInput } from '../../cli/files/input-file.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { both } from '../../text/translate.ts';
import { answerOf } from '../errors.ts';
import type { ApiAnswer, ApiCall } from '../model.ts';
import type { RawOptions } from './flags.ts';

/** What was answered, and what it means when it is no success. */
export interface RawResult {
  readonly answer: ApiAnswer;
  readonly error?: KooError;
}

/**
 * Makes any call, signed. An answer that is an error is a result too: it is what was asked for.
 *
 * @throws KooError when there is no answer, or the arguments make no call
 */
export async function runApi(
  method: ApiCall['method'],
  target: string,
  options: RawOptions,
  host: ApiHost,
): Promise<RawResult> {
  const call = await callOf(method, target, options);
  return withApi(options, undefined, host, async (api) => {
    try {
      return { answer: await api.call(call) };
    } catch (error) {
      const answer = answerOf(error);
      if (!answer) throw error;
      return { answer, error: error as KooError };
    }
  });
}

async function callOf(method: ApiCall['method'], target: string, options: RawOptions): Promise<ApiCall> {
  const { path, query } = splitPath(target);
  return {
    method,
    path,
    query: [...query, ...(options.param ?? []).map((text) => pair('--param', text, '='))],
    headers: (options.header ?? []).map((text) => pair('--header', text, ':')),
    ...(options.data !== undefined && { body: await readInput(options.data) }),
    idempotent: options.repeat || method === 'GET',
    host: options.iam ? 'iam' : 'mkt',
  };
}

function splitPath(text: string): { path: string; query: [string, string][] } {
  const [path = '', ...rest] = text.split('?');
  return { path, query: [...new URLSearchParams(rest.join('?'))] };
}

function pair(flag: string, text: string, separator: ':' | '='): readonly [string, string] {
  const at = text.indexOf(separator);
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw usageError(
    'INVALID_VALUE',
    both('{flag} needs a name and a value with "{separator}" between them', { flag, separator }),
    both('Such as {flag} name{separator}value', { flag, separator }),
  );
}
