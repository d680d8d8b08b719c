import type { ServerResponse } from 'node:http';
import { both, type Localized } from '../../text/translate.ts';
import type { DeliveryFailure } from '../delivery/exchange.ts';
import { describeFailure } from '../probe/response.ts';

/*
 * The responses that koo makes up itself because there is none of the merchant's server.
 */

/** 502 or 504: the merchant's server is down, too slow, or does not answer in HTTP. */
export function respondToFailure(response: ServerResponse, { kind, code }: DeliveryFailure): void {
  const isLate = kind === 'timeout' || kind === 'no-response';
  respond(response, isLate ? 504 : 502, 'NO_ANSWER', describeFailure(kind, code));
}

/** 503: a call that cannot be recorded is not forwarded. */
export function respondNotRecorded(response: ServerResponse): void {
  const message = both('koo could not record the call, so it was not forwarded');
  respond(response, 503, 'HISTORY_NOT_WRITTEN', message);
}

export const bodyTooLong = both('the body is longer than what koo receives');

/** 413: the call is recorded without its body, and not forwarded. */
export const bodyTooLongResponse = {
  status: 413,
  headers: [['Content-Type', 'application/json;charset=UTF-8']],
  body: errorBody('BODY_TOO_LONG', bodyTooLong),
  truncated: false,
  durationMs: 0,
} as const;

/** As Node takes them. */
export const jsonHeaders = ['Content-Type', 'application/json;charset=UTF-8', 'Cache-Control', 'no-store'];

function respond(response: ServerResponse, status: number, code: string, message: Localized): void {
  const body = errorBody(code, message);
  response.writeHead(status, [...jsonHeaders, 'Content-Length', String(body.length)]);
  response.end(body);
}

function errorBody(code: string, message: Localized): Buffer {
  return Buffer.from(JSON.stringify({ error_code: code, error_msg: message.en }));
}
