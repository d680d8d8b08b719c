import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { type Check, type CheckParts, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { isJsonObject, refusals } from '../probe/reply-check.ts';
import { describeCode, describeResult } from '../probe/response.ts';
import type { Protocol } from '../protocols/model.ts';
import { resultMsgFault } from './reply-content.ts';
import { traceFault } from './stack-trace.ts';

/** Checks how forged requests are rejected. */
export function refusalChecks(protocol: Protocol): Check[] {
  const check = (id: string, parts: CheckParts) =>
    checkOf(protocol, 'reply', `REFUSAL-${id}`, {
      needs: ['NET-HTTP'],
      after: ['authentication', 'semantics'],
      ...parts,
    });
  return [
    check('FORM', {
      title: both('Rejections are returned as JSON with HTTP 200'),
      hint: both(
        'Return HTTP 200 and report the error in resultCode, even when a signature parameter is missing. Handle exceptions before the framework does.',
      ),
      run: (probe) =>
        judgeRefusals(
          probe,
          (exchange) => isJsonObject(exchange) && hasResultCode(exchange),
          both('HTTP 200 with {"resultCode":…,"resultMsg":…}'),
        ),
    }),
    check('MSG', {
      needs: ['NET-HTTP', 'REPLY-RESULT-MSG'],
      title: both('Rejections contain resultMsg'),
      hint: both('Always return resultCode and resultMsg.'),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) => resultMsgFault(reply?.json?.resultMsg) === undefined,
          both('resultMsg as a string'),
          {
            appliesTo: hasResultCode,
            describe: (exchange) => both('{result}, without resultMsg', { result: describeResult(exchange) }),
          },
        ),
    }),
    check('CODE', {
      severity: 'warning',
      title: both('Rejections return 000001 or 000002'),
      hint: both(
        'Return 000001 for a wrong or missing signature, and 000002 for a missing or invalid timestamp or nonce.',
      ),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) => reply?.resultCode === '000001' || reply?.resultCode === '000002',
          describeCode('000001'),
          { appliesTo: (exchange, id) => hasResultCode(exchange) && /-AUTH-|^send$/.test(id) },
        ),
    }),
    check('TRACE', {
      severity: 'warning',
      title: both('Rejections contain no stack trace'),
      hint: both('Write the error to the log and return only its result code.'),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) => traceFault(reply?.text ?? '') === undefined,
          both('no internal details in the response'),
          {
            appliesTo: ({ outcome }) => outcome.answered,
            describe: (exchange) =>
              both('{result}, with a stack trace', { result: describeResult(exchange) }),
          },
        ),
    }),
  ];
}

interface JudgeOptions {
  /** Whether there is something to judge in the exchange of a check. */
  readonly appliesTo?: (exchange: Exchange, check: string) => boolean;
  readonly describe?: (exchange: Exchange) => Localized;
}

function hasResultCode({ reply }: Exchange): boolean {
  return reply?.resultCode !== undefined;
}

async function judgeRefusals(
  probe: Probe,
  isExpected: (exchange: Exchange) => boolean,
  expected: Localized,
  { appliesTo = () => true, describe = describeResult }: JudgeOptions = {},
): Promise<Verdict> {
  const all = refusals(probe).filter(({ exchange, check }) => appliesTo(exchange, check));
  if (all.length === 0) return skipped(both('no request was rejected'));
  const wrong = all.filter(({ exchange }) => !isExpected(exchange));
  const first = wrong[0];
  if (!first) return passed;
  const checks = [...new Set(wrong.map(({ check }) => check))];
  const actual = both('{actual} ({checks})', { actual: describe(first.exchange), checks });
  return failed(expected, actual, first.exchange);
}
