import { failed, passed, skipped } from '../../suite/check.ts';
import type { Group } from '../../suite/report.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { readPart } from '../delivery/tamper.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  type Probe,
  type RequestOverrides,
  type Verdict,
} from '../probe/model.ts';
import { resend } from '../probe/new-instance.ts';
import { clockAhead, describeResult, isAccepted } from '../probe/response.ts';
import { testActivity, testCallOf, testCallValues } from '../probe/test-call.ts';
import { combine, judgeRefused } from '../probe/verdicts.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { judgeForged, timeHint, wrongKeyRefused } from './forged-requests.ts';

const nonceHint = both(
  'Store nonces for 120 seconds, because a timestamp is valid from 60 s before to 60 s after the time of your server, and reject a repeated one.',
);

/**
 * Checks of the 60 s in which a timestamp is valid, of its form, and that a nonce is accepted once. V1 has neither.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649476.html
 */
export function timeChecks(protocol: Protocol): Check[] {
  if (!protocol.proof.nonce) return [];
  const replayCheck = replayCheckOf(protocol);
  return [
    checkOf(protocol, 'verification', 'VERIFY-WINDOW', {
      needs: ['VERIFY-CLOCK'],
      title: both('A request is accepted until it is 60 s old, and from a clock that is 30 s ahead'),
      hint: timeHint,
      run: acceptWithinWindow,
    }),
    checkOf(protocol, 'verification', 'VERIFY-NONCE', {
      needs: [testCallOf(protocol).needs],
      title: both('Nonces of 16 letters, and of 32 letters and digits, are accepted'),
      hint: both('Accept any nonce: those in the documents have 16, 32 and 64 characters.'),
      run: acceptNonces,
    }),
    replayCheck('authentication', '', {
      needs: ['AUTH-RIGHT', wrongKeyRefused],
      activity: testCallOf(protocol).activity,
      title: both('A replayed nonce is rejected'),
      run: async (probe) => {
        const verdict = await replay(probe, newProof(probe), (...call) => [call]);
        probe.memory.acceptsReplays = verdict.status === 'failed';
        return verdict;
      },
    }),
    replayCheck('idempotency', '-SHIFTED', {
      title: both('A 0 moved from the end of a used nonce to the timestamp is rejected'),
      hint: both(
        'Accept only timestamps of 13 digits of which the first is not 0: the signature stays right.',
      ),
      run: shiftZero,
    }),
    replayCheck('idempotency', '-OTHER', {
      title: both('A used nonce is rejected in other calls: of another activity, order or instance'),
      run: (probe) => replay(probe, newProof(probe), otherCalls(probe)),
    }),
    replayCheck('replay', '-AT-ONCE', {
      title: both('Of equal requests at the same time, one is accepted'),
      run: sendAtOnce,
    }),
    replayCheck('end', '-LATER', {
      title: both('A used nonce is still rejected after all other calls'),
      run: (probe) => replayIfFresh(probe, probe.memory.ahead),
    }),
  ];
}

/** Checks of nonces. A merchant may do without them; the first one says so. */
function replayCheckOf(protocol: Protocol) {
  const parts = { severity: 'warning', needs: ['AUTH-REPLAY', 'VERIFY-WINDOW'], hint: nonceHint } as const;
  return (group: Group, id: string, more: Pick<CheckParts, 'title' | 'run'> & Partial<CheckParts>) =>
    checkOf(protocol, group, `AUTH-REPLAY${id}`, {
      ...parts,
      ...more,
      run: async (probe) => unremembered(probe) ?? more.run(probe),
    });
}

/** Why no other check of nonces is made, if the server remembers none. */
export function unremembered({ memory, protocol }: Probe): Verdict | undefined {
  if (!memory.acceptsReplays) return undefined;
  return skipped(
    both('a nonce can be used again at once (see {id})', { id: `${protocol.code}-AUTH-REPLAY` }),
  );
}

/** Checks of what only time shows. They come after those of all protocols, and wait for the same minute. */
export function minuteChecks(protocol: Protocol): Check[] {
  if (!protocol.proof.nonce) return [];
  const checks = [
    checkOf(protocol, 'authentication', 'AUTH-STALE-MINUTE', {
      needs: ['AUTH-STALE', 'VERIFY-WINDOW'],
      title: both('A minute later, a request that is 61 s old is rejected'),
      hint: both('Read the clock for each request, not once when the server starts.'),
      run: (probe) => judgeForged(probe, [[testActivity(probe), testCallValues(probe)]]),
    }),
    replayCheckOf(protocol)('authentication', '-MINUTE', {
      title: both('A minute later, a used nonce is rejected if its timestamp is still valid'),
      run: (probe) => replayIfFresh(probe, probe.memory.ahead),
    }),
  ];
  return checks.map((check) => ({ ...check, run: afterMinute(check.run) }));
}

/** Waits until a minute has passed since the request whose clock was 30 s ahead. */
function afterMinute(run: Check['run']): Check['run'] {
  return async ({ base: probe }) => {
    if (!probe?.memory.ahead) return skipped(both('no request was sent'));
    const age = probe.now().getTime() - Number(proofOf(probe.memory.ahead).timestamp);
    if (age < 32_000) await probe.sleep(32_000 - age);
    return run(probe);
  };
}

/** Two more documented forms; the nonces of other requests have 64 hexadecimal digits. */
async function acceptNonces(probe: Probe): Promise<Verdict> {
  const letters = probe.id(16).replace(/\d/g, (digit) => 'RLUmMSInrN'.charAt(Number(digit)));
  const send = (proof = {}) => probe.send(testActivity(probe), testCallValues(probe), proof);
  for (const nonce of [letters, `Of4lsV${probe.id(26)}`]) {
    const exchange = await send({ nonce });
    const expected = both('a request with the nonce {nonce} is accepted', { nonce });
    if (!isAccepted(exchange) && isAccepted(await send()))
      return failed(expected, describeResult(exchange), exchange);
  }
  return passed;
}

type Proof = Required<Pick<RequestOverrides, 'nonce' | 'timestamp'>>;
type Call = [activity: string, values: Values, proof: Proof];

function newProof({ id, protocol, now }: Probe): Proof {
  return { nonce: id(), timestamp: protocol.timestamp(now()) };
}

function proofOf({ protocol: { proof }, sealed }: Exchange): Proof {
  const [timestamp = '', nonce = ''] = [proof.timestamp, proof.nonce].map(
    (part) => part && readPart(sealed, part),
  );
  return { nonce, timestamp };
}

/** Makes the test call, and then calls that must be refused for its nonce. */
async function replay(
  probe: Probe,
  proof: Proof,
  again: (...call: Call) => readonly Call[],
): Promise<Verdict> {
  const call: Call = [testActivity(probe), testCallValues(probe), proof];
  const first = await probe.send(...call);
  if (!isAccepted(first))
    return skipped(both('the first request was rejected: {first}', { first: describeResult(first) }));
  const exchanges = await Promise.all(again(...call).map((one) => probe.send(...one)));
  return combine(exchanges.map((one) => [one.activity.name, judgeRefused(one, repeatedRefused)]));
}

const repeatedRefused = both('the repeated request is rejected');

/** The signed text does not separate the nonce from the timestamp, so both requests have one signature. */
function shiftZero(probe: Probe): Promise<Verdict> {
  const { nonce, timestamp } = newProof(probe);
  return replay(probe, { nonce: `${nonce}0`, timestamp }, (name, values) => [
    [name, values, { nonce, timestamp: `0${timestamp}` }],
  ]);
}

/** The last call of each activity, and the same call for another subject. */
function otherCalls({ memory, id }: Probe) {
  const made = [...memory.steps.values()].filter(isAccepted);
  return (own: string, values: Values, proof: Proof): readonly Call[] => {
    const names = ['orderId', 'tenantId', 'instanceId'].filter((name) => values[name] !== undefined);
    const other = { ...values, ...Object.fromEntries(names.map((name) => [name, id()])) };
    const last = new Map(made.map((step) => [step.activity.name, step.values]));
    return [...last.set(own, other)].map(([name, given]) => [name, given, proof]);
  };
}

async function sendAtOnce(probe: Probe): Promise<Verdict> {
  const call: Call = [testActivity(probe), testCallValues(probe), newProof(probe)];
  const exchanges = await Promise.all(Array.from({ length: 4 }, () => probe.send(...call)));
  const [first, second, ...others] = exchanges.filter(isAccepted);
  if (!first) return skipped(both('none of the requests was accepted'));
  if (!second) return passed;
  const facts = { count: 2 + others.length };
  return failed(both('one of four equal requests is accepted'), both('{count} are accepted', facts), second);
}

/** Sends a request again as it was, until it may be refused for its age. */
export async function replayIfFresh(probe: Probe, first: Exchange | undefined): Promise<Verdict> {
  if (!first) return skipped(both('no request was sent'));
  if (!isAccepted(first))
    return skipped(both('the first request was rejected: {first}', { first: describeResult(first) }));
  const proof = proofOf(first);
  if (probe.now().getTime() - Number(proof.timestamp) > 50_000)
    return skipped(both('so much time has passed that the request is too old'));
  return judgeRefused(await resend(probe, first, {}, proof), repeatedRefused);
}

/** The margins are the time that a call takes, and the lead of the server's clock, which it tells to the second. */
export async function acceptWithinWindow(probe: Probe): Promise<Verdict> {
  const send = (proof = {}) => probe.send(testActivity(probe), testCallValues(probe), proof);
  const plain = await send();
  const ahead = clockAhead(plain, probe.now());
  const lead = Number.isNaN(ahead) ? 4_000 : Math.max(0, ahead) + 1_000;
  const durationMs = plain.outcome.answered ? plain.outcome.response.durationMs : 0;
  const [late, early] = [lead + 2 * durationMs - 59_000, Math.min(0, ahead || 0) + 30_000];
  for (const offsetMs of [late, early]) {
    const exchange = await send({ offsetMs });
    const expected = both('a request dated {seconds} s from now is accepted', { seconds: offsetMs / 1000 });
    if (isAccepted(plain) && !isAccepted(exchange))
      return failed(expected, describeResult(exchange), exchange);
    probe.memory.ahead = exchange;
  }
  // Other calls may take longer.
  probe.memory.window = [late + 4_000, early];
  return passed;
}
