import { failed, passed, skipped } from '../../suite/check.ts';
import { both } from '../../text/translate.ts';
import { type Check, checkOf, type Probe, type RequestOverrides, type Verdict } from '../probe/model.ts';
import { clockAhead, describeResult, isAccepted } from '../probe/response.ts';
import { testActivity, testCallValues } from '../probe/test-call.ts';
import { judgeRefused } from '../probe/verdicts.ts';
import type { Protocol } from '../protocols/model.ts';
import { timeHint } from './forged-requests.ts';

/**
 * Checks of the 60 s in which a timestamp is valid, and of its form. V1 has no such window.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function timeChecks(protocol: Protocol): Check[] {
  if (!protocol.proof.nonce) return [];
  return [
    checkOf(protocol, 'verification', 'VERIFY-WINDOW', {
      needs: ['VERIFY-CLOCK'],
      title: both('A request is accepted until it is 60 s old, and from a clock that is 30 s ahead'),
      hint: timeHint,
      run: acceptWithinWindow,
    }),
    checkOf(protocol, 'idempotency', 'AUTH-REPLAY-SHIFTED', {
      severity: 'warning',
      needs: ['AUTH-REPLAY'],
      title: both('A 0 moved from the end of a used nonce to the timestamp is rejected'),
      hint: both(
        'Accept only timestamps of 13 digits of which the first is not 0: the signature stays right.',
      ),
      run: shiftZero,
    }),
  ];
}

/** The signed text does not separate the nonce from the timestamp, so both requests have one signature. */
function shiftZero(probe: Probe): Promise<Verdict> {
  const nonce = probe.id();
  const timestamp = probe.protocol.timestamp(probe.now());
  return replay(probe, { nonce: `${nonce}0`, timestamp }, { nonce, timestamp: `0${timestamp}` });
}

/** Makes the test call, and again with the second proof, which must be refused. */
export async function replay(
  probe: Probe,
  proof: RequestOverrides,
  again: RequestOverrides,
): Promise<Verdict> {
  const values = testCallValues(probe);
  const first = await probe.send(testActivity(probe), values, proof);
  if (!isAccepted(first))
    return skipped(both('the first request was rejected: {first}', { first: describeResult(first) }));
  const second = await probe.send(testActivity(probe), values, again);
  return judgeRefused(second, both('the repeated request is rejected'));
}

/** The margins are the time that a call takes, and the lead of the server's clock, which it tells to the second. */
export async function acceptWithinWindow(probe: Probe): Promise<Verdict> {
  const send = (proof = {}) => probe.send(testActivity(probe), testCallValues(probe), proof);
  const plain = await send();
  const ahead = clockAhead(plain, probe.now());
  const lead = Number.isNaN(ahead) ? 4_000 : Math.max(0, ahead) + 1_000;
  const durationMs = plain.outcome.answered ? plain.outcome.response.durationMs : 0;
  for (const offset of [lead + 2 * durationMs - 59_000, Math.min(0, ahead || 0) + 30_000]) {
    const exchange = await send({
      timestamp: probe.protocol.timestamp(new Date(probe.now().getTime() + offset)),
    });
    const expected = both('a request dated {seconds} s from now is accepted', { seconds: offset / 1000 });
    if (isAccepted(plain) && !isAccepted(exchange))
      return failed(expected, describeResult(exchange), exchange);
  }
  return passed;
}
