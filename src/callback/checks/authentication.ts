import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { replaceField } from '../delivery/tamper.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { type ForgedRequest, forgedRequests, verifyHint, wrongKeyRefused } from './forged-requests.ts';
import { acceptedActivities, describeResult, isAccepted, judgeRefused } from './judge.ts';
import type { Probe } from './model.ts';
import { type Check, type CheckParts, checkOf, failed, passed, skipped, type Verdict } from './model.ts';
import { instanceValues, testCallOf, testCallValues } from './test-call.ts';

const refusal: Localized = both('the request is rejected (resultCode 000001, authentication failed)');

const refusedParameter: Localized = both('the request is rejected (resultCode 000002 or 000001)');

/** Checks that every forged request is refused. */
export function authenticationChecks(protocol: Protocol): Check[] {
  return [
    ...forgedRequests(protocol).map((forged) => forgedRequestCheck(protocol, forged)),
    check(protocol, 'CHANGED', {
      needs: [wrongKeyRefused],
      title: both('A request with a parameter changed after signing is rejected'),
      hint: both('Compute the signature over all received parameters.'),
      run: changeEachParameter,
    }),
    ...(protocol.activities.length > 1
      ? [
          check(protocol, 'EVERY-ACTIVITY', {
            needs: [wrongKeyRefused],
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
            needs: [wrongKeyRefused],
            title: both('A signature made for another activity is rejected'),
            hint: both('Include the parameter activity in the signed text.'),
            run: reuseSignature,
          }),
        ]
      : []),
    ...(protocol.proof.nonce
      ? [
          check(protocol, 'REPLAY', {
            needs: [wrongKeyRefused],
            severity: 'warning',
            title: both('A replayed nonce is rejected'),
            hint: both(
              'Store nonces for 120 seconds, because a timestamp is valid from 60 s before to 60 s after the time of your server, and reject a repeated one.',
            ),
            run: replayRequest,
          }),
        ]
      : []),
  ];
}

function check(
  protocol: Protocol,
  id: string,
  { needs, ...rest }: CheckParts & { readonly needs: readonly string[] },
): Check {
  const subject = testCallOf(protocol);
  return checkOf(protocol, 'authentication', `AUTH-${id}`, {
    activity: subject.activity,
    ...rest,
    needs: [subject.needs, ...needs],
  });
}

function forgedRequestCheck(protocol: Protocol, forged: ForgedRequest): Check {
  const {
    id,
    title,
    hint = verifyHint,
    severity,
    needs = [wrongKeyRefused],
    forge,
    overrides,
    acceptsAnyRefusal,
    isParameterFault,
  } = forged;
  return check(protocol, id, {
    title,
    hint,
    ...(severity && { severity }),
    needs,
    run: async (probe) => {
      const { activity } = testCallOf(protocol);
      const exchange = await probe.send(activity, testCallValues(probe, overrides), forge(probe));
      if (!acceptsAnyRefusal) recordRefusal(probe, id, exchange);
      return judgeRefused(exchange, isParameterFault ? refusedParameter : refusal);
    },
  });
}

function recordRefusal(probe: Probe, id: string, exchange: Exchange): void {
  probe.memory.refusals.push({ check: `${probe.protocol.code}-AUTH-${id}`, exchange });
}

async function changeEachParameter(probe: Probe): Promise<Verdict> {
  const { activity } = testCallOf(probe.protocol);
  const values = testCallValues(probe);
  for (const [name, value] of Object.entries(values)) {
    // Without testFlag 1, a server that does not verify would treat the request as a real one.
    if (name === 'testFlag' || name === probe.protocol.proof.timestamp.name) continue;
    const changed = changedValue(value);
    if (changed === undefined) continue;
    const exchange = await probe.send(activity, values, {
      alter: (sealed) => replaceField(sealed, name, changed),
    });
    recordRefusal(probe, 'CHANGED', exchange);
    if (isAccepted(exchange)) {
      return failed(
        both('a request with a changed {name} is rejected with 000001', { name }),
        describeResult(exchange),
        exchange,
      );
    }
  }
  return passed;
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
  recordRefusal(probe, 'OTHER-ACTIVITY', exchange);
  return judgeRefused(
    exchange,
    both('{sent} with the signature of {signed} is rejected with 000001', { sent, signed }),
  );
}

/** Activities that are required, or that succeeded in the lifecycle checks. */
function offeredActivities(probe: Probe): string[] {
  const shown = acceptedActivities(probe);
  return probe.protocol.activities
    .filter(({ name, need }) => need[probe.options.sale] === 'required' || shown.has(name))
    .map(({ name }) => name);
}

async function testEveryActivity(probe: Probe): Promise<Verdict> {
  const others = offeredActivities(probe).filter((name) => name !== testCallOf(probe.protocol).activity);
  if (others.length === 0) return skipped(both('the protocol has only one activity'));
  for (const name of others) {
    const exchange = await probe.send(name, instanceValues(probe, name), { key: probe.id() });
    recordRefusal(probe, 'EVERY-ACTIVITY', exchange);
    if (isAccepted(exchange)) {
      return failed(
        both('{name} signed with another key is rejected with 000001', { name }),
        describeResult(exchange),
        exchange,
      );
    }
  }
  return passed;
}

async function replayRequest(probe: Probe): Promise<Verdict> {
  const { activity } = testCallOf(probe.protocol);
  const proof = { nonce: probe.id(), timestamp: probe.protocol.timestamp(probe.now()) };
  const values = testCallValues(probe);
  const first = await probe.send(activity, values, proof);
  if (!isAccepted(first))
    return skipped(both('the first request was rejected: {first}', { first: describeResult(first) }));
  const second = await probe.send(activity, values, proof);
  return judgeRefused(second, both('the repeated request is rejected'));
}
