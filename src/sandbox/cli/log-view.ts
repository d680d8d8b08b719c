import { paint } from '../../cli/output/colour.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import type { LogContent } from '../api/log/content.ts';
import { isFailure, type LogEntry } from '../api/log/log.ts';

/** Formats a request as a line: `12:30:15  POST  200  MKT.0000  3 ms  /api/…`. */
export function logLine(entry: LogEntry): string {
  const { time, method, path, status, code, durationMs, fault, reason } = entry;
  return [
    paint('dim', time.toTimeString().slice(0, 8)),
    safeText(method).padEnd(4),
    status ?? '---',
    paint(isFailure(entry) ? 'red' : 'green', (code ?? '-').padEnd(10)),
    `${durationMs} ms`.padStart(9),
    safeText(path),
    fault === undefined ? '' : paint('yellow', t('fault: {fault}', { fault })),
    safeText(reason ? localize(reason) : ''),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

/** A request to the sandbox, for programs. */
export interface LogDocument {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** `null` when the connection was cut instead. */
  readonly status: number | null;
  /** The result code of the response. */
  readonly code: string | null;
  readonly requestId: string;
  readonly durationMs: number;
  /** Name of the account that signed. */
  readonly account: string | null;
  /** The injected fault. */
  readonly fault: string | null;
  /** Why the request was rejected. */
  readonly reason?: Localized;
  /** What was sent; secrets are replaced by `***`. */
  readonly request?: LoggedRequest;
  /** What was answered: with `--bodies`. */
  readonly response?: { readonly status: number; readonly body: string };
}

interface LoggedRequest {
  readonly method: string;
  readonly url: string;
  /** Names as sent; a list of values for a repeated header. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly bodySha256: string;
  /** With `--bodies`, if it is short and recent. */
  readonly body?: string;
  /** `base64` if the body is not text. */
  readonly bodyEncoding?: 'base64';
}

export function logDocument(entry: LogEntry, withBodies = false): LogDocument {
  const { time, method, path, status, code, requestId, durationMs, account, fault, reason, content } = entry;
  return {
    time: time.toISOString(),
    method: safeText(method),
    path: safeText(path),
    status: status ?? null,
    code: code ?? null,
    requestId,
    durationMs,
    account: account ?? null,
    fault: fault ?? null,
    ...(reason && { reason }),
    ...(content && { request: requestDocument(method, content, withBodies) }),
    ...(withBodies &&
      content?.responseBody &&
      status !== undefined && {
        response: { status, body: Buffer.from(content.responseBody).toString('utf8') },
      }),
  };
}

function requestDocument(
  method: string,
  { url, headers, bodySha256, body }: LogContent,
  withBodies: boolean,
): LoggedRequest {
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of headers)
    values[name] = Object.hasOwn(values, name) ? [values[name] ?? [], value].flat() : value;
  return { method, url, headers: values, bodySha256, ...(withBodies && body && bodyDocument(body)) };
}

function bodyDocument(body: Uint8Array): Pick<LoggedRequest, 'body' | 'bodyEncoding'> {
  const text = decodeUtf8(body, true);
  if (text !== undefined) return { body: text };
  return { body: Buffer.from(body).toString('base64'), bodyEncoding: 'base64' };
}

export function logBlock(entry: LogEntry): string {
  const { content, status } = entry;
  if (!content) return logLine(entry);
  const { request, response } = logDocument(entry, true);
  const head = [
    `${entry.method} ${content.url}`,
    ...content.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const size = request?.body === undefined ? [t('(the body is not kept)')] : textLines(request.body);
  return [
    logLine(entry),
    ...[...head, '', ...size].map((line) => `  > ${terminalSafe(line)}`.trimEnd()),
    ...[`${status ?? '---'}`, ...textLines(response?.body ?? '')].map((line) =>
      `  < ${terminalSafe(line)}`.trimEnd(),
    ),
  ].join('\n');
}

function textLines(body: string): string[] {
  return body === '' ? [] : body.split('\n');
}

/** How to select some requests of a log. */
export const selectionHint = both(
  'Filter it: `koo sandbox start --json | jq .code`, or `koo sandbox log --query`.',
);

function safeText(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ');
}
