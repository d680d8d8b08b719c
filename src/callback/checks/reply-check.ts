import type { Answer } from '../delivery/delivery.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { type Fault, jsonFault } from './answer-faults.ts';
import { accepted } from './judge.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Memory, Probe } from './probe.ts';

/** Where the debugger's checks of replies and their messages are listed. */
export const debuggerPage = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0082027567.html';

/** What a reply check is made of, beside its verdict on one answer. */
export type ReplyRest = Pick<Check, 'id' | 'title' | 'hint'> &
  Partial<Check> & {
    /** The answers that are looked at; what is wrong with the others is said by another check. */
    readonly of?: (exchange: Exchange) => boolean;
  };

/** A check that looks at the answers to deliveries that were meant to succeed. */
export function replyCheck(
  protocol: Protocol,
  { of: looksAt = () => true, ...rest }: ReplyRest,
  look: (answer: Answer, exchange: Exchange, probe: Probe) => Fault | undefined,
): Check {
  return {
    severity: 'error',
    source: debuggerPage,
    ...rest,
    id: `${protocol.code}-REPLY-${rest.id}`,
    protocol: protocol.id,
    group: 'reply',
    after: ['life', 'end'],
    needs: ['NET-HTTP', ...(rest.needs ?? []).map((id) => `${protocol.code}-${id}`)],
    run: async (probe) =>
      firstFault([...probe.memory.steps.values()].filter(looksAt), (answer, exchange) =>
        look(answer, exchange, probe),
      ),
  };
}

/** Whether an answer came with HTTP 200. */
export function isOk({ outcome }: Exchange): boolean {
  return outcome.answered && outcome.answer.status === 200;
}

/** Whether an answer came with HTTP 200 and one JSON object. */
export function isJson(exchange: Exchange): boolean {
  const { outcome, reply } = exchange;
  return isOk(exchange) && outcome.answered && !jsonFault(reply?.text ?? '', outcome.answer.truncated);
}

/**
 * Answers that refused a forged request; in the order of the checks' ids, since those run at the same time. An
 * activity whose answers have a fault of form anyway is left out: that was said.
 */
export function refusals({ memory }: Probe): Memory['refusals'] {
  const faulty = new Set(
    [...memory.steps.values()].filter((step) => !isJson(step)).map(({ activity }) => activity.name),
  );
  return memory.refusals
    .filter(({ exchange }) => !accepted(exchange) && !faulty.has(exchange.activity.name))
    .sort((a, b) => (a.check === b.check ? 0 : a.check < b.check ? -1 : 1));
}

/** The first answer with a fault decides; how many more there are is said. */
export function firstFault(
  exchanges: readonly Exchange[],
  look: (answer: Answer, exchange: Exchange) => Fault | undefined,
): Verdict {
  const answered = exchanges.filter(({ outcome }) => outcome.answered);
  if (answered.length === 0)
    return skipped({ en: 'there is no such answer to look at', zh: '没有可供检查的应答' });
  const faults = answered.flatMap((exchange) => {
    const fault = exchange.outcome.answered && look(exchange.outcome.answer, exchange);
    return fault ? [{ fault, exchange }] : [];
  });
  const first = faults[0];
  if (!first) return passed;
  const { fault, exchange } = first;
  const others = new Set(faults.slice(1).map((one) => one.exchange.activity.name));
  others.delete(exchange.activity.name);
  const more =
    others.size === 0
      ? { en: '', zh: '' }
      : { en: `; so in ${[...others].join(', ')}`, zh: `；同样的问题还出现在 ${[...others].join('、')}` };
  const actual = {
    en: `${exchange.activity.name}: ${fault.actual.en}${more.en}`,
    zh: `${exchange.activity.name}:${fault.actual.zh}${more.zh}`,
  };
  const verdict = failed(fault.expected, actual, exchange, fault.hint);
  return verdict.status === 'failed' && fault.fill ? { ...verdict, fill: fault.fill } : verdict;
}
