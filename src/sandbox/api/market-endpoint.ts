import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorFacts, factsOf, type KooError, usageError } from '../../errors/koo-error.ts';
import { answerEarly, readBody } from '../../http/local-server.ts';
import { equalsConstantTime } from '../../signing/bytes.ts';
import { tryJson } from '../../text/json.ts';
import { both } from '../../text/translate.ts';
import type { Command } from '../acts/acts.ts';
import type { Market } from '../market/engine/market.ts';
import type { ActResult, Entry } from '../market/model/journal.ts';

/** Path at which acts are performed. It needs the token of the sandbox. */
export const marketPath = '/koo-sandbox/market';
/** Path of the business clock; it needs no signature. */
export const clockPath = '/koo-sandbox/clock';

/** A line of the response: journal entries as they happen, then the result of the act. */
export type MarketLine =
  | { readonly entry: Entry }
  | { readonly result: ActResult }
  | { readonly error: ErrorFacts };

/** Longest command, in bytes. */
const maxCommand = 4 * 1024 * 1024;
const contentType = 'application/x-ndjson;charset=UTF-8';

interface MarketEndpointOptions {
  readonly token: string;
  readonly market: () => Promise<Market>;
  readonly closing: AbortSignal;
}

/**
 * Performs the command of a request. The act ends early when its client disconnects, but never within an exchange with
 * the merchant's server.
 */
export function createMarketEndpoint({ token, market, closing }: MarketEndpointOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isAuthorized(request.headers.authorization, token))
      return refuse(request, response, 401, tokenRequired);
    const body = await readBody(request, maxCommand).catch(() => undefined);
    if (!body) return refuse(request, response, 413, commandTooLong);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const write = (line: MarketLine) => response.write(`${JSON.stringify(line)}\n`);
    try {
      const command = await readCommand(parseJson(body));
      response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
      // A client that waits behind another act gets its headers at once.
      response.flushHeaders();
      const engine = await market();
      const signal = AbortSignal.any([gone.signal, closing]);
      write({ result: await engine.perform(command, (entry) => write({ entry }), signal) });
    } catch (error) {
      if (!response.headersSent) response.writeHead(400, { 'Content-Type': contentType });
      write({ error: sandboxFactsOf(error) });
    }
    response.end();
  };
}

export function isAuthorized(header: string | undefined, token: string): boolean {
  return equalsConstantTime(header ?? '', `Bearer ${token}`);
}

/** @throws KooError (usage, `INVALID_COMMAND`) */
export async function readCommand(value: unknown): Promise<Command> {
  const [{ safeParse }, { command }] = await Promise.all([import('valibot'), import('../acts/schema.ts')]);
  const { output, issues, success } = safeParse(command, value);
  if (success) return output;
  const [issue] = issues;
  const path = issue.path?.map(({ key }) => String(key)).join('.');
  throw invalidCommand(path ? `${path}: ${issue.message}` : issue.message);
}

function parseJson(body: Buffer): unknown {
  const value = tryJson(body.toString('utf8'));
  if (value === undefined) throw invalidCommand('JSON');
  return value;
}

function invalidCommand(reason: string): KooError {
  return usageError(
    'INVALID_COMMAND',
    both('The sandbox does not accept this command ({reason})', { reason }),
    both('Check the values of the flags. If koo was updated, restart the sandbox.'),
  );
}

const tokenRequired: ErrorFacts = {
  category: 'permission',
  code: 'TOKEN_REQUIRED',
  message: both('The sandbox performs acts only with its token'),
  hint: both('The token is in the file running.json of the sandbox, which only its user can read.'),
};

const commandTooLong: ErrorFacts = {
  category: 'usage',
  code: 'TOO_LARGE',
  message: both('The command is longer than {size} MB', { size: maxCommand / 1024 / 1024 }),
  hint: both('Send less at once.'),
};

function refuse(request: IncomingMessage, response: ServerResponse, status: number, error: ErrorFacts): void {
  const body = Buffer.from(`${JSON.stringify({ error } satisfies MarketLine)}\n`);
  answerEarly(request, response, status, ['Content-Type', contentType], body);
}

export function sandboxFactsOf(error: unknown): ErrorFacts {
  return factsOf(error, (reason) => both('The sandbox failed with an internal error ({reason})', { reason }));
}
