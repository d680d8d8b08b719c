import type { LogEntry } from '../sandbox/log.ts';
import type { JsonObject } from '../signing/json.ts';
import type { Language } from '../text/localized.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { paint } from './colour.ts';

/** Longest text of a stranger that is shown. */
const maxShown = 120;

/** A request as a line for people: `12:30:15  POST  200  MKT.0000  3 ms  /api/…`. */
export function logLine(entry: LogEntry, language: Language): string {
  const { time, method, path, status, code, durationMs, fault, reason } = entry;
  return [
    paint('dim', time.toTimeString().slice(0, 8)),
    shown(method).padEnd(4),
    status ?? '---',
    paint(status === 200 && !isError(code) ? 'green' : 'red', (code ?? '-').padEnd(10)),
    `${durationMs} ms`.padStart(9),
    shown(path),
    fault === undefined ? '' : paint('yellow', `fault: ${fault}`),
    shown(reason?.[language] ?? ''),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

/** Licence and upload calls answer errors with HTTP 200. */
function isError(code: string | undefined): boolean {
  return code !== undefined && /^9/.test(code) && code !== '92020000';
}

/** A request as a document: `--json`. */
export function logDocument(entry: LogEntry): JsonObject {
  const { time, method, path, status, code, requestId, durationMs, account, fault, reason } = entry;
  return {
    time: time.toISOString(),
    method: shown(method),
    path: shown(path),
    status: status ?? null,
    code: code ?? null,
    requestId,
    durationMs,
    account: account ?? null,
    fault: fault ?? null,
    ...(reason && { reason }),
  };
}

function shown(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ').slice(0, maxShown);
}
