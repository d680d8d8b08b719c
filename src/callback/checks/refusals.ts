import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { describeCode, describeResult } from './judge.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  failed,
  type Probe,
  passed,
  skipped,
  type Verdict,
} from './model.ts';
import { jsonFault, refusals, traceFault } from './reply-check.ts';
import { resultMsgFault } from './reply-content.ts';

/** Checks of the way in which forged requests are refused. */
export function refusalChecks(protocol: Protocol): Check[] {
  const check = (id: string, parts: CheckParts) =>
    checkOf(protocol, 'reply', `REFUSAL-${id}`, { needs: ['NET-HTTP'], after: ['authentication'], ...parts });
  return [
    check('FORM', {
      title: both('refusals are HTTP 200 with a JSON result'),
      hint: both(
        'Say by resultCode what is wrong, over HTTP 200, also when a parameter of the proof is missing; never let an exception decide the answer.',
      ),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ outcome, reply }) => {
            if (!outcome.answered || outcome.answer.status !== 200) return false;
            return (
              reply?.resultCode !== undefined && jsonFault(reply.text, outcome.answer.truncated) === undefined
            );
          },
          both('HTTP 200 with {"resultCode":…,"resultMsg":…}'),
        ),
    }),
    check('MSG', {
      needs: ['NET-HTTP', 'REPLY-RESULT-MSG'],
      title: both('refusals carry a resultMsg'),
      hint: both('Answer resultCode and resultMsg always.'),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) =>
            reply?.resultCode === undefined || resultMsgFault(reply.json?.resultMsg) === undefined,
          both('a resultMsg (string)'),
          (exchange) => both('{result}, without a resultMsg', { result: describeResult(exchange) }),
        ),
    }),
    check('CODE', {
      severity: 'warning',
      title: both('refusals say 000001 or 000002'),
      hint: both('A wrong or missing signature is 000001; a missing or unreadable time or nonce is 000002.'),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) =>
            reply?.resultCode === undefined || reply.resultCode === '000001' || reply.resultCode === '000002',
          describeCode('000001'),
        ),
    }),
    check('TRACE', {
      severity: 'warning',
      title: both('refusals show no stack trace'),
      hint: both('Log the error, answer its result code.'),
      run: (probe) =>
        judgeRefusals(
          probe,
          ({ reply }) => traceFault(reply?.text ?? '') === undefined,
          both('no internals in an answer'),
          (exchange) => both('{result}, with a stack trace', { result: describeResult(exchange) }),
        ),
    }),
  ];
}

async function judgeRefusals(
  probe: Probe,
  isExpected: (exchange: Exchange) => boolean,
  expected: Localized,
  describe: (exchange: Exchange) => Localized = describeResult,
): Promise<Verdict> {
  const all = refusals(probe);
  if (all.length === 0) return skipped(both('nothing was refused'));
  const wrong = all.filter(({ exchange }) => !isExpected(exchange));
  const first = wrong[0];
  if (!first) return passed;
  const checks = [...new Set(wrong.map(({ check }) => check))];
  const actual = both('{actual} ({checks})', { actual: describe(first.exchange), checks });
  return failed(expected, actual, first.exchange);
}
