import { type ApiWish, withApi } from '../../account/cli/api-run.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { readInput } from '../../cli/files/text-input.ts';
import { KooError } from '../../errors/koo-error.ts';
import { answerOf } from '../errors.ts';
import type { ApiAnswer, ApiCall } from '../model.ts';

/** Values of the arguments and flags of `koo api`. */
export interface RawWish extends ApiWish {
  readonly method: ApiCall['method'];
  readonly path: string;
  readonly data?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly param?: readonly string[] | undefined;
  readonly iam: boolean;
  readonly repeat: boolean;
}

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
export async function runApi(wish: RawWish, host: ApiHost): Promise<RawResult> {
  const call = await callOf(wish);
  return withApi(wish, undefined, host, async (api) => {
    try {
      return { answer: await api.call(call) };
    } catch (error) {
      const answer = answerOf(error);
      if (!answer) throw error;
      return { answer, error: error as KooError };
    }
  });
}

async function callOf(wish: RawWish): Promise<ApiCall> {
  const { path, query } = splitPath(wish.path);
  return {
    method: wish.method,
    path,
    query: [...query, ...(wish.param ?? []).map((text) => pair('--param', text, '='))],
    headers: (wish.header ?? []).map((text) => pair('--header', text, ':')),
    ...(wish.data !== undefined && { body: await readInput(wish.data) }),
    idempotent: wish.repeat || wish.method === 'GET',
    host: wish.iam ? 'iam' : 'mkt',
  };
}

function splitPath(text: string): { path: string; query: [string, string][] } {
  const [path = '', ...rest] = text.split('?');
  return { path, query: [...new URLSearchParams(rest.join('?'))] };
}

function pair(flag: string, text: string, separator: ':' | '='): readonly [string, string] {
  const at = text.indexOf(separator);
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new KooError({
    category: 'usage',
    code: 'INVALID_VALUE',
    message: {
      en: `${flag} needs a name and a value with "${separator}" between them`,
      zh: `${flag} 需要名称和值，中间以“${separator}”分隔`,
    },
    hint: { en: `Such as ${flag} name${separator}value`, zh: `例如 ${flag} name${separator}value` },
  });
}
