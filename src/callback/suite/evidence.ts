import { toCurl } from '../../http/curl.ts';
import type { Evidence } from '../../suite/report.ts';
import { responseText } from '../../suite/response-text.ts';
import { redact } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { verbatim } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { describeFailure } from '../probe/response.ts';

/**
 * The facts with which a reader can repeat an exchange. Redacts an access key that the server echoes.
 *
 * @param printed the last lines of the server's output, without secrets; shown if the server itself failed
 */
export function evidenceOf(exchange: Exchange, keys: readonly string[], printed = ''): Evidence {
  const shown = (text: string) => redact(terminalSafe(text), keys);
  const evidence = { curl: shown(toCurl(exchange.request)), response: shown(describeResponse(exchange)) };
  if (printed === '' || !isServerFault(exchange)) return evidence;
  const { response } = evidence;
  return {
    ...evidence,
    response: `${response}\n\nLast lines of the output of the server:\n${printed}`,
    parts: { response: verbatim(response), output: verbatim(printed) },
  };
}

/** Whether the server did not respond, or failed with an internal error. */
function isServerFault({ outcome, reply }: Exchange): boolean {
  return !outcome.answered || outcome.response.status >= 500 || reply?.resultCode === '000005';
}

function describeResponse({ outcome, reply }: Exchange): string {
  if (!outcome.answered) return describeFailure(outcome.failure.kind, outcome.failure.code).en;
  return responseText({ ...outcome.response, text: reply?.text ?? '' });
}
