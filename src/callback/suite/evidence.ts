import { toCurl } from '../../http/curl.ts';
import type { Evidence } from '../../suite/report.ts';
import { redact } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { describeFailure } from '../checks/judge.ts';
import type { Exchange } from '../delivery/exchange.ts';

/** Headers that are not shown in the evidence. */
const connectionHeaders = new Set(['connection', 'date', 'keep-alive', 'transfer-encoding']);

const maxShownBody = 1500;

/** What a reader needs to repeat an exchange. An access key that the server echoes is redacted. */
export function evidenceOf(exchange: Exchange, keys: readonly string[]): Evidence {
  const shown = (text: string) => redact(terminalSafe(text), keys);
  return { curl: shown(toCurl(exchange.request)), response: shown(describeResponse(exchange)) };
}

function describeResponse({ outcome, reply }: Exchange): string {
  if (!outcome.answered) return describeFailure(outcome.failure.kind, outcome.failure.code).en;
  const { status, headers, truncated } = outcome.response;
  const text = reply?.text ?? '';
  const cut = truncated || text.length > maxShownBody ? `${text.slice(0, maxShownBody)}…` : text;
  const shownHeaders = headers.filter(([name]) => !connectionHeaders.has(name.toLowerCase()));
  return [`HTTP ${status}`, ...shownHeaders.map(([name, value]) => `${name}: ${value}`), '', cut].join('\n');
}
