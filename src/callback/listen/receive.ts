import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { KooError } from '../../errors/koo-error.ts';
import type { ExchangeRequest, RecordedAnswer } from '../../exchanges/model.ts';
import { answerEarly, type LocalServer, readBody, startLocalServer } from '../../http/local-server.ts';
import type { Keys } from '../../signing/key-class.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { toPairs } from '../delivery/deliver.ts';
import type { CallFacts, History, Judgement } from '../history/model.ts';
import { maxBodyLength, maxHeaderSize } from '../merchant/server/server.ts';
import { type Answer, type Answerer, asReceived, recordedAnswer } from './answerer.ts';
import {
  bodyTooLong,
  bodyTooLongResponse,
  jsonHeaders,
  respondNotRecorded,
  respondToFailure,
} from './error-responses.ts';
import { causeOf, judgeCall } from './judge-call.ts';
import { createBudget, createQueue } from './pace.ts';
import { createCallReader, type ReadCall } from './read-call.ts';

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
  /** Called if a call cannot be received or recorded. */
  readonly onTrouble: (text: Localized) => void;
}

/**
 * Receives calls. Each one is written to the history before it is forwarded, and its answer before the sender gets it.
 * It is judged afterwards, so that the sender does not wait for the verdict.
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
  const budget = createBudget(maxHeld);

  /** Reports that the history cannot be written, and goes on without it. */
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
  function explain(call: ReadCall, request: ExchangeRequest): Localized | undefined {
    if (performance.now() < nextSearch) return undefined;
    const started = performance.now();
    const cause = causeOf(call, request, keys);
    nextSearch = performance.now() + 2 * (performance.now() - started);
    return cause;
  }

  async function judgeRecorded(id: number, call: ReadCall, facts: CallFacts, answer: Answer): Promise<void> {
    const { request, target: url = `http://127.0.0.1${request.url}` } = facts;
    const judgement = await judgeCall({ call, request, url, outcome: answer }, { keys, secrets, timeoutMs });
    record(() => history.judge(id, judgement, secrets));
    const cause = explain(call, request);
    onCall({ id, facts, answer: recordedAnswer(answer), ...(cause && { cause }), ...judgement });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Nothing is read of a call that waits.
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
    const body = await readBody(request, maxBodyLength(url));
    const raw = { method, url, headers: toPairs(rawHeaders), body: body ?? new Uint8Array() };
    const call = body ? read(asReceived(raw), receivedAt) : tooLong;
    const target = answerer.targetOf?.(url);
    const facts = { receivedAt, ...call.facts, request: raw, ...(target !== undefined && { target }) };
    const id = record(() => history.begin(facts, secrets));
    if (id === undefined) {
      respondNotRecorded(response);
      return;
    }
    const answer = body ? await answerer.answer(raw) : tooLongAnswer;
    // koo ends: the call stays without an answer.
    if (!answer) {
      response.destroy();
      return;
    }
    record(() => history.answer(id, recordedAnswer(answer), secrets));
    judgeBehind(() => judgeRecorded(id, call, facts, answer));
    if (!body) answerEarly(request, response, 413, jsonHeaders, bodyTooLongResponse.body);
    else if (answer.answered) await respond(response, answer);
    else respondToFailure(response, answer.failure);
  }
}

/** Most bytes of calls that are received, answered and judged at a time, and those of one call besides its body. */
const maxHeld = 128 * 1024 * 1024;
const callSize = 4 * 1024;

/** Returns the most bytes that the body of a request can have. */
function sizeOf({ headers, url = '' }: IncomingMessage): number {
  const isChunked = headers['transfer-encoding'] !== undefined;
  return isChunked
    ? maxBodyLength(url)
    : Math.min(Number(headers['content-length'] ?? 0), maxBodyLength(url));
}

function messageOf(error: unknown): Localized {
  return error instanceof KooError ? error.facts.message : verbatim(String(error));
}

async function respond(
  server: ServerResponse,
  { response: { status, headers }, statusText, sent, rest }: Extract<Answer, { answered: true }>,
): Promise<void> {
  const hasLength = headers.some(([name]) => name.toLowerCase() === 'content-length');
  const length = hasLength || rest || sent.length === 0 ? [] : ['Content-Length', String(sent.length)];
  // Node would add a Date to the headers of the merchant.
  server.sendDate = false;
  server.writeHead(status, statusText, [...headers.flat(), ...length]);
  if (!rest) {
    server.end(sent);
    return;
  }
  server.write(sent);
  await pipeline(rest, server);
}

const tooLong: ReadCall = {
  facts: { signature: 'not-checked', reason: bodyTooLong },
  values: {},
  refusal: 'required',
};

const tooLongAnswer: Answer = {
  answered: true,
  response: bodyTooLongResponse,
  sent: bodyTooLongResponse.body,
};
