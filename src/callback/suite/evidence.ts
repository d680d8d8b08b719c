import { toCurl } from '../../http/curl.ts';
import type { Evidence } from '../../suite/report.ts';
import { responseText } from '../../suite/response-text.ts';
import { redact } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { describeFailure } from '../checks/judge.ts';
import type { Exchange } from '../delivery/exchange.ts';

/** What a reader needs to repeat an exchange. An access key that the server echoes is redacted. */
export function evidenceOf(exchange: Exchange, keys: readonly string[]): Evidence {
  const shown = (text: string) => redact(terminalSafe(text), keys);
  return { curl: shown(toCurl(exchange.request)), response: shown(describeResponse(exchange)) };
}

function describeResponse({ outcome, reply }: Exchange): string {
  if (!outcome.answered) return describeFailure(outcome.failure.kind, outcome.failure.code).en;
  return responseText({ ...outcome.response, text: reply?.text ?? '' });
}
