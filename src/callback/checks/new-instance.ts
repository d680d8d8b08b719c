import { success } from '../../codes/callback.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { describeResult, judgeStep, unreadable } from './judge.ts';
import { failed, type Overrides, type Probe, passed, type Verdict } from './model.ts';
import { withOverrides } from './test-call.ts';

/** Judges the creation of an instance, and records the instance for later checks. */
export async function judgeCreation(probe: Probe, exchange: Exchange, isFirst: boolean): Promise<Verdict> {
  const verdict = judgeStep(exchange);
  if (verdict.status !== 'passed') return verdict;
  const instanceId = instanceIdIn(exchange);
  // The check of the required fields reports this.
  if (instanceId === undefined) return unreadable;
  if (isFirst) probe.memory.created = { exchange, instanceId };
  else probe.memory.another = instanceId;
  return isSuccess(exchange) ? passed : pollUntilReady(probe, instanceId, exchange);
}

/** The instance ID in a response. A number is accepted here; the response checks report it. */
export function instanceIdIn({ reply }: Exchange): string | undefined {
  const id = reply?.json?.instanceId;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

/**
 * KooGallery queries up to 60 times, every 2 minutes. koo uses the same number and a shorter interval by default.
 */
const maxPolls = 60;

/**
 * After 000004, queries until the instance is ready: with queryInstance or, in protocols without it, with
 * newInstance.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649414.html
 */
async function pollUntilReady(probe: Probe, instanceId: string, creation: Exchange): Promise<Verdict> {
  const hasQuery = probe.protocol.activities.some(({ name }) => name === 'queryInstance');
  const query = () =>
    hasQuery
      ? probe.send('queryInstance', probe.values('queryInstance', { instanceId }))
      : resend(probe, creation);
  let last = creation;
  for (let poll = 0; poll < maxPolls; poll += 1) {
    await probe.sleep(probe.options.pollIntervalMs);
    last = await query();
    if (isSuccess(last)) return passed;
    if (!last.outcome.answered) break;
  }
  const seconds = Math.round((maxPolls * probe.options.pollIntervalMs) / 1000);
  return failed(
    both('{name} returns 000000 once the instance that was in creation (000004) is ready', {
      name: last.activity.name,
    }),
    both('after {maxPolls} queries in {seconds} s: {last}', {
      maxPolls,
      seconds,
      last: describeResult(last),
    }),
    last,
    both(
      'Return 000000 once the instance is ready. KooGallery queries every 2 minutes, up to 60 times; koo queries more often. If provisioning takes longer, use --poll-interval 120.',
    ),
  );
}

function isSuccess(exchange: Exchange): boolean {
  return exchange.reply?.resultCode === success;
}

/** Sends the values of an earlier request again with a new signature. */
export function resend(probe: Probe, exchange: Exchange, overrides: Overrides = {}): Promise<Exchange> {
  return probe.send(exchange.activity.name, withOverrides(exchange.values, overrides));
}
