import type { Localized } from '../../text/localized.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { accepted, got } from './judge.ts';
import { type Check, failed, passed, skipped, type Verdict } from './model.ts';
import type { Overrides, Probe } from './probe.ts';
import { instanceValues, lay, subjectOf } from './subject.ts';

type Rest = Pick<Check, 'title' | 'hint' | 'run' | 'after'> & {
  severity?: 'warning';
  needs?: readonly string[];
  activity?: string;
};

/** A check of the group; without a word it needs the subject's call to succeed. */
export function semanticsCheck(protocol: Protocol, id: string, rest: Rest): Check {
  const subject = subjectOf(protocol);
  return {
    id: `${protocol.code}-SEM-${id}`,
    protocol: protocol.id,
    group: 'semantics',
    ...(rest.activity !== undefined && { activity: rest.activity }),
    title: rest.title,
    severity: rest.severity ?? 'error',
    source: protocol.source,
    hint: rest.hint,
    needs: (rest.needs ?? [subject.needs]).map((needed) => `${protocol.code}-${needed}`),
    after: rest.after ?? ['life'],
    run: rest.run,
  };
}

/** Activities of a family that the merchant is known to have: those that succeeded in the life. */
export function shown(probe: Probe): Activity[] {
  const seen = new Set(
    [...probe.memory.steps.values()].filter(accepted).map(({ activity }) => activity.name),
  );
  return probe.protocol.activities.filter(({ name }) => seen.has(name));
}

/** A call with values laid over the usual ones, and what it should lead to. */
export interface Trial {
  readonly activity: string;
  readonly values: Overrides;
  readonly expected: Localized;
}

/** Tries each call until one is answered otherwise than it should. */
export async function each(
  calls: readonly Trial[],
  probe: Probe,
  right: (exchange: Exchange) => boolean,
): Promise<Verdict> {
  if (calls.length === 0)
    return skipped({ en: 'no such call was seen to succeed', zh: '没有成功过的相应接口' });
  for (const { activity, values, expected } of calls) {
    const exchange = await probe.send(activity, lay(usualValues(probe, activity), values));
    if (!right(exchange)) return failed(expected, got(exchange), exchange);
  }
  return passed;
}

/** The values with which the activity succeeded, so that nothing but the trial's own is unusual about it. */
export function usualValues(probe: Probe, activity: string): Values {
  const seen = [...probe.memory.steps.values()].find(
    (exchange) => exchange.activity.name === activity && accepted(exchange),
  );
  return seen?.values ?? instanceValues(probe, activity);
}

/** Whether the request was refused by a result code. */
export function refused(exchange: Exchange): boolean {
  return exchange.reply?.resultCode !== undefined && !accepted(exchange);
}
