import { paint } from '../../cli/output/colour.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, localize, t } from '../../text/translate.ts';
import { width } from '../../text/width.ts';
import type { LogEntry } from '../log.ts';
import type { Counts } from '../store.ts';

/** Maximum length of a text from a request. */
const maxShown = 120;

/** A request as a line for people: `12:30:15  POST  200  MKT.0000  3 ms  /api/…`. */
export function logLine(entry: LogEntry): string {
  const { time, method, path, status, code, durationMs, fault, reason } = entry;
  return [
    paint('dim', time.toTimeString().slice(0, 8)),
    safeText(method).padEnd(4),
    status ?? '---',
    paint(status === 200 && !isErrorCode(code) ? 'green' : 'red', (code ?? '-').padEnd(10)),
    `${durationMs} ms`.padStart(9),
    safeText(path),
    fault === undefined ? '' : paint('yellow', t('fault: {fault}', { fault })),
    safeText(reason ? localize(reason) : ''),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

/** Licence and upload calls answer errors with HTTP 200. */
function isErrorCode(code: string | undefined): boolean {
  return code !== undefined && /^9/.test(code) && code !== '92020000';
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
}

/** A request as a document: `--json`. */
export function logDocument(entry: LogEntry): LogDocument {
  const { time, method, path, status, code, requestId, durationMs, account, fault, reason } = entry;
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
  };
}

function safeText(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ').slice(0, maxShown);
}

/** Whether a sandbox is running, and its data. */
export interface SandboxStatus {
  readonly running: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  /** The database file. */
  readonly database: string;
  /** `null` before the first start. */
  readonly counts: Counts | null;
  readonly ak: string;
}

const countNames: Readonly<Record<keyof Counts, Localized>> = {
  instances: both('instances'),
  orders: both('orders'),
  licenses: both('licences'),
  events: both('events'),
  usageRecords: both('usage records'),
  legacyUsageRecords: both('usage records of the older API'),
  products: both('products'),
  attributes: both('attributes'),
  specifiedUsers: both('specified users'),
  assets: both('deployed objects of assets'),
  costs: both('costs'),
  resold: both('resold items'),
  requests: both('logged requests'),
};

/** Renders the status for people: whether the sandbox is running, then its data, one line each. */
export function statusText(status: SandboxStatus): string {
  const { running, url, pid, database, counts, ak } = status;
  const facts = [t('State: {database}', { database }), t('AK: {ak}', { ak })];
  return [
    running
      ? t('Running: {url} (process {pid})', { url: url ?? '', pid: pid ?? '' })
      : t('Not running (koo starts a sandbox when needed; koo sandbox start keeps one running)'),
    ...facts.map(terminalSafe),
    '',
    ...(counts ? countLines(counts) : [t('No state yet: the first call creates it, with sample data.')]),
  ].join('\n');
}

function countLines(counts: Counts): string[] {
  const rows = Object.entries(countNames).map(([name, title]) => ({
    title: localize(title),
    count: String(counts[name as keyof Counts]),
  }));
  const column = Math.max(...rows.map(({ title }) => width(title)));
  const digits = Math.max(...rows.map(({ count }) => count.length));
  return rows.map(
    ({ title, count }) => `${title}${' '.repeat(column - width(title))}  ${count.padStart(digits)}`,
  );
}
