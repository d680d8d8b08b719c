import { failed, passed, skipped } from '../../suite/check.ts';
import type { JsonValue } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { replaceField } from '../delivery/tamper.ts';
import { type Check, type CheckParts, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import { describeResult, isAccepted, isUnauthenticated } from '../probe/response.ts';
import { lifecycleSteps } from '../probe/steps.ts';
import { instanceValues, testActivity, testCallOf, testCallValues } from '../probe/test-call.ts';
import {
  acceptedActivities,
  combine,
  judgeRefused,
  offeredActivities,
  recordRefusal,
} from '../probe/verdicts.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import {
  type ForgedRequest,
  forgedRequests,
  judgeForged,
  serverNow,
  verifyHint,
  wrongKeyRefused,
} from './forged-requests.ts';

const refusal: Localized = both('the request is rejected (resultCode 000001, authentication failed)');

const refusedParameter: Localized = both('the request is rejected (resultCode 000002 or 000001)');

/** Checks that every forged request is refused. */
export function authenticationChecks(protocol: Protocol): Check[] {
  return [
    ...forgedRequests(protocol).map((forged) => forgedRequestCheck(protocol, forged)),
    check(protocol, 'CHANGED', {
      title: both('A request with a parameter changed after signing is rejected'),
      hint: both('Compute the signature over all received parameters.'),
      run: changeEachParameter,
    }),
    ...(protocol.activities.length > 1
      ? [
          check(protocol, 'EVERY-ACTIVITY', {
            after: ['life'],
            title: both('Every activity verifies the signature'),
            hint: both('Verify the signature in one place, before dispatching to the activities.'),
            run: testEveryActivity,
          }),
        ]
      : []),
    ...(testCallOf(protocol).pair
      ? [
          check(protocol, 'OTHER-ACTIVITY', {
            title: both('A signature made for another activity is rejected'),
            hint: both('Include the parameter activity in the signed text.'),
            run: reuseSignature,
          }),
        ]
      : []),
    ...(protocol.activities.length > 1 && protocol.proof.nonce ? [staleEverywhere(protocol)] : []),
    ...lateChecks(protocol),
  ];
}

function check(protocol: Protocol, id: string, { needs = [wrongKeyRefused], ...rest }: CheckParts): Check {
  // The checks of valid requests show something only if the server rejects a wrong signature.
  const group = `AUTH-${id}` === wrongKeyRefused ? 'verification' : 'authentication';
  return checkOf(protocol, group, `AUTH-${id}`, {
    activity: testCallOf(protocol).activity,
    ...rest,
    needs: ['AUTH-RIGHT', ...needs],
  });
}

function forgedRequestCheck(protocol: Protocol, forged: ForgedRequest): Check {
  const { id, forge, overrides, acceptsAnyRefusal, isParameterFault, ...parts } = forged;
  return check(protocol, id, {
    hint: verifyHint,
    ...parts,
    run: async (probe) => {
      const values = testCallValues(probe, overrides);
      const exchange = await probe.send(testActivity(probe), values, forge(probe));
      if (acceptsAnyRefusal && exchange.outcome.answered && !isAccepted(exchange)) return passed;
      if (!acceptsAnyRefusal) recordRefusal(probe, `AUTH-${id}`, exchange);
      return judgeRefused(exchange, isParameterFault ? refusedParameter : refusal, probe.memory.plain);
    },
  });
}

async function changeEachParameter(probe: Probe): Promise<Verdict> {
  const values = testCallValues(probe);
  const verdicts: [name: string, Verdict][] = [];
  for (const [name, value] of Object.entries(values)) {
    // Without testFlag 1, a server that does not verify would treat the request as a real one.
    if (name === 'testFlag' || name === probe.protocol.proof.timestamp.name) continue;
    const changed = changedValue(value);
    if (changed === undefined) continue;
    const exchange = await probe.send(testActivity(probe), values, {
      alter: (sealed) => replaceField(sealed, name, changed),
    });
    recordRefusal(probe, 'AUTH-CHANGED', exchange);
    const expected = both('a request with a changed {name} is rejected with 000001', { name });
    verdicts.push([name, judgeRefused(exchange, expected, probe.memory.plain)]);
  }
  return combine(verdicts);
}

/** Another value of the same type; lists and objects stay as they are. */
function changedValue(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return undefined;
  return value === '' ? 'x' : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}

async function reuseSignature(probe: Probe): Promise<Verdict> {
  const pair = testCallOf(probe.protocol).pair;
  if (!pair) return passed;
  const [signed, sent] = pair;
  const values: Values = { ...instanceValues(probe, sent), ...instanceValues(probe, signed) };
  const exchange = await probe.send(signed, values, {
    alter: (sealed) => replaceField(sealed, 'activity', sent),
  });
  recordRefusal(probe, 'AUTH-OTHER-ACTIVITY', exchange);
  const verdict = judgeRefused(
    exchange,
    both('{sent} with the signature of {signed} is rejected with 000001', { sent, signed }),
  );
  if (verdict.status !== 'passed' || isUnauthenticated(exchange)) return verdict;
  // Another code shows a wrong signature only if a request signed with another key gets it too.
  const wrongKey = probe.memory.refusals.find(({ check: id }) => id.endsWith(wrongKeyRefused))?.exchange;
  if (wrongKey?.reply?.resultCode === exchange.reply?.resultCode) return passed;
  return skipped(
    both('the response does not show whether the signature was verified: {result}', {
      result: describeResult(exchange),
    }),
  );
}

async function testEveryActivity(probe: Probe): Promise<Verdict> {
  const others = offeredActivities(probe).filter((name) => name !== testActivity(probe));
  if (others.length === 0) return skipped(both('the protocol has only one activity'));
  const verdicts: [name: string, Verdict][] = [];
  for (const name of others) verdicts.push([name, await testActivityWithOtherKey(probe, name)]);
  return combine(verdicts);
}

function staleEverywhere(protocol: Protocol): Check {
  return check(protocol, 'STALE-EVERY', {
    needs: [
      'AUTH-STALE',
      'AUTH-EVERY-ACTIVITY',
      ...(testCallOf(protocol).pair ? ['AUTH-OTHER-ACTIVITY'] : []),
    ],
    title: both('Every activity rejects a request that is 61 s old'),
    hint: both('Verify the timestamp in one place, before dispatching to the activities.'),
    run: async (probe) => {
      const timestamp = protocol.timestamp(new Date(serverNow(probe).getTime() - 61_000));
      const exchanges = await Promise.all(
        offeredActivities(probe).map((name) => probe.send(name, instanceValues(probe, name), { timestamp })),
      );
      // In the order of the activities, so that each run reports the same one.
      for (const exchange of exchanges) recordRefusal(probe, 'AUTH-STALE-EVERY', exchange);
      return combine(
        exchanges.map((exchange) => {
          const { name } = exchange.activity;
          return [name, judgeRefused(exchange, both('{name} that is 61 s old is rejected', { name }))];
        }),
      );
    },
  });
}

/** An optional activity that only the end of the life calls is not known to be offered before. */
function lateChecks(protocol: Protocol): Check[] {
  return lifecycleSteps[protocol.id].flatMap(({ id, activity: name, group }): Check[] => {
    const activity = protocol.activities.find((one) => one.name === name);
    if (group !== 'end' || activity?.need.period !== 'optional') return [];
    const late = check(protocol, id.replace('LIFE-', ''), {
      needs: [id, wrongKeyRefused, ...(protocol.proof.nonce ? ['AUTH-STALE'] : [])],
      activity: name,
      title: both('{name} verifies its requests', { name }),
      hint: verifyHint,
      run: (probe) => judgeForged(probe, [[name, instanceValues(probe, name)]]),
    });
    return [{ ...late, group }];
  });
}

/**
 * An activity that refuses a correct request in the same way as a forged one has perhaps not verified it, and one that
 * answers both with a failed authentication shows nothing.
 */
async function testActivityWithOtherKey(probe: Probe, name: string): Promise<Verdict> {
  const values = instanceValues(probe, name);
  const forged = await probe.send(name, values, { key: probe.id() });
  recordRefusal(probe, 'AUTH-EVERY-ACTIVITY', forged);
  const expected = both('{name} signed with another key is rejected with 000001', { name });
  const isOffered = acceptedActivities(probe).has(name);
  if (isAccepted(forged) || (isOffered && isUnauthenticated(forged))) return judgeRefused(forged, expected);
  // A correct call that the lifecycle has not made yet may end the instance, which later checks need.
  const plain = await probe.send(name, isOffered ? values : withUnknownSubject(probe, values));
  const result = describeResult(forged);
  if (isUnauthenticated(forged))
    return isUnauthenticated(plain)
      ? skipped(both('a correct request gets the same result: {result}', { result }))
      : passed;
  const verdict = judgeRefused(forged, expected, plain);
  if (verdict.status !== 'failed') return verdict;
  return failed(
    expected,
    both('{name} is not verified: {result} with the correct key and with another one', { name, result }),
    forged,
  );
}

function withUnknownSubject(probe: Probe, values: Values): Values {
  const subjects = ['instanceId', 'license'].filter((name) => values[name] !== undefined);
  return { ...values, ...Object.fromEntries(subjects.map((name) => [name, probe.id()])) };
}
