import { paint } from '../../../cli/output/colour.ts';
import type { JsonObject } from '../../../text/json.ts';
import type { Language } from '../../../text/localized.ts';
import { terminalSafe } from '../../../text/terminal-safe.ts';
import type { LogEntry } from '../../merchant/server.ts';

/** Longest text of a stranger that is shown. */
const maxShown = 40;

/** A request as a line for people: `12:30:15 POST v2 newInstance 000000 3 ms`. */
export function logLine(entry: LogEntry, language: Language): string {
  const clock = entry.time.toTimeString().slice(0, 8);
  const style = { '000000': 'green', '000004': 'yellow' }[entry.resultCode] ?? 'red';
  return [
    paint('dim', clock),
    shown(entry.method).padEnd(4),
    (entry.protocol ?? '-').padEnd('online-license'.length),
    shown(entry.activity ?? '-').padEnd('updateLicenseCodeStatus'.length),
    paint(style as 'green', entry.resultCode),
    `${entry.durationMs} ms`,
    entry.reason?.[language] ?? '',
  ]
    .join('  ')
    .trimEnd();
}

/** A request as a document, one a line: `--json`. */
export function logDocument({
  time,
  method,
  protocol,
  activity,
  resultCode,
  durationMs,
  reason,
}: LogEntry): JsonObject {
  return {
    time: time.toISOString(),
    method: shown(method),
    protocol: protocol ?? null,
    activity: activity === undefined ? null : shown(activity),
    resultCode,
    durationMs,
    ...(reason && { reason }),
  };
}

function shown(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ').slice(0, maxShown);
}
