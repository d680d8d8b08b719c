import { STATUS_CODES } from 'node:http';
import { headerOf, type RecordedAnswer } from '../../../exchanges/model.ts';
import { headersToForward } from '../../../http/connection-headers.ts';
import { maxArgument, toCurl } from '../../../http/curl.ts';
import { shellQuote } from '../../../text/shell-word.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import { localize } from '../../../text/translate.ts';
import type { Parameter } from '../../protocols/model.ts';
import { bodyText, queryParameters } from '../../protocols/request.ts';
import type { RecordedCall } from '../model.ts';
import { urlOfCall } from '../values.ts';

/**
 * Writes calls as HTTP Archive 1.2, the oldest first.
 *
 * @param version of koo
 * @see http://www.softwareishard.com/blog/har-12-spec/
 */
export function toHar(calls: readonly RecordedCall[], version: string) {
  return { log: { version: '1.2', creator: { name: 'koo', version }, entries: calls.map(toEntry) } };
}

function toEntry(call: RecordedCall) {
  const { id, receivedAt, answer, request, verdict, meaning } = call;
  const duration = answer?.durationMs ?? 0;
  const said = meaning ? `${verdict}, ${localize(meaning)}` : verdict;
  return {
    startedDateTime: receivedAt.toISOString(),
    time: duration,
    request: {
      method: request.method,
      url: urlOfCall(call),
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toPairs(request.headers),
      queryString: toPairs(queryParameters(request.url)),
      ...(request.body.length > 0 && { postData: postData(request) }),
      headersSize: -1,
      bodySize: request.body.length,
    },
    response: toResponse(answer),
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    comment: `koo callback history ${id}: ${said}`,
  };
}

function postData({ headers, body }: RecordedCall['request']) {
  return { mimeType: headerOf(headers, 'content-type'), ...contentOf(body) };
}

/** Returns text, or base64 of other bytes. */
function contentOf(body: Uint8Array): { readonly text: string; readonly encoding?: 'base64' } {
  const text = bodyText(body);
  return text === undefined ? { text: Buffer.from(body).toString('base64'), encoding: 'base64' } : { text };
}

/** Writes status 0 if there is no answer, as browsers do. */
function toResponse(answer: RecordedAnswer | undefined) {
  const { status, headers, body } =
    answer && 'status' in answer ? answer : { status: 0, headers: [], body: new Uint8Array() };
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toPairs(headers),
    content: { size: body.length, mimeType: headerOf(headers, 'content-type'), ...contentOf(body) },
    redirectURL: headerOf(headers, 'location'),
    headersSize: -1,
    bodySize: body.length,
    ...(answer && 'failure' in answer && { comment: `${localize(answer.failure)} (${answer.code})` }),
  };
}

function toPairs(list: readonly Parameter[]): { readonly name: string; readonly value: string }[] {
  return list.map(([name, value]) => ({ name, value }));
}

/** Returns a body as the argument of a command, if a terminal loses none of it. */
function argumentOf(body: Uint8Array): string | undefined {
  const text = body.length > maxArgument ? undefined : bodyText(body);
  return text !== undefined && terminalSafe(text) === text ? text : undefined;
}

/** Writes commands for a POSIX shell that send the same bytes. They contain signatures, but no access key. */
export function toCurlScript(calls: readonly RecordedCall[]): string {
  return calls
    .map((call) => {
      const { method, headers, body } = call.request;
      const text = argumentOf(body);
      const isText = text !== undefined;
      const command = toCurl({
        method,
        url: urlOfCall(call),
        headers: headersToForward(headers),
        ...(body.length > 0 && (isText ? { body: text } : { bodyFile: '@-' })),
      });
      const input = isText
        ? ''
        : `printf %s ${shellQuote(Buffer.from(body).toString('base64'))} | base64 -d | `;
      return `${commentOf(call)}\n${input}${command}`;
    })
    .join('\n\n');
}

function commentOf({ id, activity, receivedAt, request }: RecordedCall): string {
  const name = activity === undefined ? '' : ` ${activity.replace(/\s+/g, ' ')}`;
  const note = request.redacted ? ' (*** is not what was received)' : '';
  return `# ${id}${name} ${receivedAt.toISOString()}${note}`;
}
