import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { KooError } from '../../errors/koo-error.ts';
import type { RecordedAnswer } from '../../exchanges/model.ts';
import { answerEarly, type LocalServer, readBody, startLocalServer } from '../../http/local-server.ts';
import type { Keys } from '../../signing/key-class.ts';
import type { Localized } from '../../text/localized.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { CallFacts, History, Judgement } from '../history/model.ts';
import { maxBodyOf, maxHeaderSize } from '../merchant/server/server.ts';
import { describeFailure } from '../probe/response.ts';
import type { Parameter } from '../protocols/model.ts';
import { type Answer, type Answerer, asReceived, type RawRequest } from './answerer.ts';
import { causeOf, judgeCall } from './judge-call.ts';
import { createBudget, createQueue } from './pace.ts';
import { createCallReader, keyOf, type ReadCall } from './read-call.ts';

/** A call with its answer, judged. */
export interface ReceivedCall extends Judgement {
  readonly id: number;
  readonly facts: CallFacts;
  readonly answer: RecordedAnswer;
  /** Why the signature is wrong. */
  readonly cause?: Localized;
}

export interface ListenOptions {
  /** Address to listen on; default loopback. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Names of the server besides its address. */
  readonly names?: readonly string[];
  readonly keys: Keys;
  readonly history: History;
  readonly answerer: Answerer;
  /** Deadline of an answer. */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Called for each call, in the order in which they were judged. */
  readonly onCall: (call: ReceivedCall) => void;
  /** Called for what keeps a call from being received or recorded. */
  readonly onTrouble: (text: Localized) => void;
}

/**
 * Receives calls: each is written to the history before it is forwarded, and with its answer before the sender gets
 * that. It is judged behind the answer.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export async function startListening(options: ListenOptions): Promise<LocalServer> {
  const { answerer, host, names, port, onTrouble } = options;
  const underWay = new Set<Promise<void>>();
  const queue = createQueue((error) =>
    onTrouble(both('A call could not be judged: {error}', { error: messageOf(error) })),
  );
  const receive = createReceiver(options, queue.add);
  const server = await startLocalServer({
    host,
    names,
    port,
    maxHeaderSize,
    listener: (request, response) => {
      const handled = receive(request, response)
        // The sender disconnected before it had sent the whole call.
        .catch(() => {
          response.destroy();
        })
        .finally(() => underWay.delete(handled));
      underWay.add(handled);
    },
    onRefused: (_request, { code, message }) =>
      onTrouble(both('Refused: {message} ({code})', { message, code })),
  });
  return {
    ...server,
    async close() {
      await server.close();
      await answerer.close();
      await Promise.all(underWay);
      await queue.end();
    },
  };
}

function createReceiver(
  { keys, history, answerer, timeoutMs, now, onCall, onTrouble }: ListenOptions,
  judgeLater: (task: () => Promise<void>) => void,
) {
  const read = createCallReader(keys);
  const secrets = Object.values(keys);

  /** What the history cannot keep must not go on unnoticed, nor break what goes on without it. */
  function record<T>(write: () => T): T | undefined {
    try {
      return write();
    } catch (error) {
      onTrouble(both('The history cannot be written: {error}', { error: messageOf(error) }));
      return undefined;
    }
  }

  /** The search takes a while, and anyone can send many wrong signatures. */
  let nextSearch = 0;
  function explain(call: ReadCall, request: RawRequest): Localized | undefined {
    if (performance.now() < nextSearch) return undefined;
    const started = performance.now();
    const cause = causeOf(call, request, keys);
    nextSearch = performance.now() + 2 * (performance.now() - started);
    return cause;
  }

  async function judgeRecorded(id: number, call: ReadCall, facts: CallFacts, answer: Answer): Promise<void> {
    const judgement = await judgeCall(
      {
        call,
        request: facts.request,
        url: facts.target ?? `http://127.0.0.1${facts.request.url}`,
        outcome:
          'failure' in answer
            ? { answered: false, failure: answer.failure }
            : { answered: true, response: answer.response },
      },
      { key: call.protocol && keyOf(keys, call.protocol), secrets, timeoutMs },
    );
    record(() => history.judge(id, judgement, secrets));
    const cause = explain(call, facts.request);
    onCall({ id, facts, answer: recordedAnswer(answer), ...(cause && { cause }), ...judgement });
  }

  const budget = createBudget(maxHeld);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Of a waiting call, nothing is read.
    const release = await budget.take(sizeOf(request) + callSize);
    let isJudgedLater = false;
    const judgeThenRelease = (task: () => Promise<void>) => {
      isJudgedLater = true;
      judgeLater(() => task().finally(release));
    };
    try {
      await receive(request, response, judgeThenRelease);
    } finally {
      if (!isJudgedLater) release();
    }
  };

  async function receive(
    request: IncomingMessage,
    response: ServerResponse,
    judgeBehind: (task: () => Promise<void>) => void,
  ): Promise<void> {
    const receivedAt = now();
    const { method = '', url = '', rawHeaders } = request;
    const body = await readBody(request, maxBodyOf(url));
    const raw: RawRequest = { method, url, headers: pairsOf(rawHeaders), body: body ?? new Uint8Array() };
    const call = body ? read(asReceived(raw), receivedAt) : tooLong;
    const target = answerer.targetOf?.(url);
    const facts = { receivedAt, ...call.facts, request: raw, ...(target !== undefined && { target }) };
    const id = record(() => history.begin(facts, secrets));
    if (id === undefined) {
      respondJson(
        response,
        503,
        'HISTORY_NOT_WRITTEN',
        both('koo could not record the call, so it was not forwarded'),
      );
      return;
    }
    const answer = body ? await answerer.answer(raw) : tooLongAnswer();
    // koo ends: the call stays without an answer.
    if (!answer) {
      response.destroy();
      return;
    }
    record(() => history.answer(id, recordedAnswer(answer), secrets));
    judgeBehind(() => judgeRecorded(id, call, facts, answer));
    if (body) await respond(response, answer);
    else answerEarly(request, response, 413, jsonHeaders, tooLongAnswer().sent);
  }
}

/** Most bytes of calls that are received, answered and judged at a time, and what one takes besides its body. */
const maxHeld = 128 * 1024 * 1024;
const callSize = 4 * 1024;

/** How long the body of a request can be, in bytes. */
function sizeOf({ headers, url = '' }: IncomingMessage): number {
  const isChunked = headers['transfer-encoding'] !== undefined;
  return isChunked ? maxBodyOf(url) : Math.min(Number(headers['content-length'] ?? 0), maxBodyOf(url));
}

function messageOf(error: unknown): Localized {
  return error instanceof KooError ? error.facts.message : verbatim(String(error));
}

function pairsOf(flat: readonly string[]): Parameter[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}

/** The answer as the sender gets it, for the history. */
function recordedAnswer(answer: Answer): RecordedAnswer {
  if ('failure' in answer) {
    const { kind, code, durationMs } = answer.failure;
    return { failure: describeFailure(kind, code), code, durationMs };
  }
  const { status, headers, body, truncated, durationMs } = answer.response;
  return { status, headers, body, truncated, durationMs };
}

async function respond(response: ServerResponse, answer: Answer): Promise<void> {
  if ('failure' in answer) {
    const { kind, code } = answer.failure;
    const isLate = kind === 'timeout' || kind === 'no-response';
    respondJson(response, isLate ? 504 : 502, 'NO_ANSWER', describeFailure(kind, code));
    return;
  }
  const {
    response: { status, headers },
    statusText,
    sent,
    rest,
  } = answer;
  const hasLength = headers.some(([name]) => name.toLowerCase() === 'content-length');
  const length = hasLength || rest || sent.length === 0 ? [] : ['Content-Length', String(sent.length)];
  // Node would add one to those of the merchant.
  response.sendDate = false;
  response.writeHead(status, statusText, [...headers.flat(), ...length]);
  if (!rest) {
    response.end(sent);
    return;
  }
  response.write(sent);
  await pipeline(rest, response);
}

const jsonHeaders = ['Content-Type', 'application/json;charset=UTF-8', 'Cache-Control', 'no-store'];

function respondJson(response: ServerResponse, status: number, code: string, message: Localized): void {
  const body = errorBody(code, message);
  response.writeHead(status, [...jsonHeaders, 'Content-Length', String(body.length)]);
  response.end(body);
}

function errorBody(code: string, message: Localized): Buffer {
  return Buffer.from(JSON.stringify({ error_code: code, error_msg: message.en }));
}

const bodyTooLong = both('the body is longer than what koo receives');

const tooLong: ReadCall = {
  facts: { signature: 'not-checked', reason: bodyTooLong },
  values: {},
  refusal: 'required',
};

function tooLongAnswer() {
  const sent = errorBody('BODY_TOO_LONG', bodyTooLong);
  const headers: Parameter[] = [['Content-Type', 'application/json;charset=UTF-8']];
  return { response: { status: 413, headers, body: sent, truncated: false, durationMs: 0 }, sent };
}
