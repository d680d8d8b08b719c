import { redact } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { failureText } from '../checks/judge.ts';
import { toCurl } from '../delivery/curl.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Evidence } from './report.ts';

/** Headers that say nothing about the answer. */
const ofTheConnection = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

const longestBody = 1500;

/** What a reader needs to repeat an exchange by hand; a key that the server echoes is struck out. */
export function evidenceOf(exchange: Exchange, keys: readonly string[]): Evidence {
  const shown = (text: string) => redact(terminalSafe(text), keys);
  return { curl: shown(toCurl(exchange.request)), response: shown(response(exchange)) };
}

function response({ outcome, reply }: Exchange): string {
  if (!outcome.answered) return failureText(outcome.failure.kind, outcome.failure.code).en;
  const { status, headers, truncated } = outcome.answer;
  const text = reply?.text ?? '';
  const cut = truncated || text.length > longestBody ? `${text.slice(0, longestBody)}…` : text;
  const telling = headers.filter(([name]) => !ofTheConnection.has(name.toLowerCase()));
  return [`HTTP ${status}`, ...telling.map(([name, value]) => `${name}: ${value}`), '', cut].join('\n');
}
