import type { JsonValue } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { withField } from '../delivery/tamper.ts';
import type { Protocol, Values } from '../protocols/model.ts';
import { type Forging, forgings, timeHint, verifies, verifyHint } from './forgings.ts';
import { accepted, acceptedActivities, got, judgeRefused } from './judge.ts';
import type { Probe } from './model.ts';
import { type Check, type CheckParts, checkOf, failed, passed, skipped, type Verdict } from './model.ts';
import { instanceValues, subjectOf, subjectValues } from './subject.ts';

const refusal: Localized = both('the request is refused (resultCode 000001, authentication failed)');

const badParameter: Localized = both('the request is refused (resultCode 000002 or 000001)');

/** Checks that every forged request is refused. */
export function authenticationChecks(protocol: Protocol): Check[] {
  return [
    ...forgings(protocol).map((forging) => forgingCheck(protocol, forging)),
    check(protocol, 'CHANGED', {
      needs: [verifies],
      title: both('a change of any one parameter after signing is noticed'),
      hint: both('Sign over every parameter that was received.'),
      run: everyParameterCounts,
    }),
    ...(protocol.activities.length > 1
      ? [
          check(protocol, 'EVERY-ACTIVITY', {
            needs: [verifies],
            after: ['life'],
            title: both('every activity verifies the signature'),
            hint: both('Verify in one place, in front of all activities.'),
            run: everyActivity,
          }),
        ]
      : []),
    ...(subjectOf(protocol).pair
      ? [
          check(protocol, 'OTHER-ACTIVITY', {
            needs: [verifies],
            title: both('the signature of another activity is refused'),
            hint: both('The activity itself is one of the signed parameters.'),
            run: otherActivity,
          }),
        ]
      : []),
    ...(protocol.proof.nonce
      ? [
          check(protocol, 'REPLAY', {
            needs: [verifies],
            severity: 'warning',
            title: both('a request sent a second time, nonce and all, is refused'),
            hint: both('Keep the nonces of the last minute and refuse one that comes again.'),
            run: replayed,
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
  const subject = subjectOf(protocol);
  return checkOf(protocol, 'authentication', `AUTH-${id}`, {
    activity: subject.activity,
    ...rest,
    needs: [subject.needs, ...needs],
  });
}

function forgingCheck(protocol: Protocol, forging: Forging): Check {
  const { id, title, hint = verifyHint, severity, needs = [verifies], forgery, overrides, anyForm } = forging;
  return check(protocol, id, {
    title,
    hint,
    ...(severity && { severity }),
    needs,
    run: async (probe) => {
      const { activity } = subjectOf(protocol);
      const exchange = await probe.send(activity, subjectValues(probe, overrides), forgery(probe));
      if (!anyForm) remember(probe, id, exchange);
      return judgeRefused(exchange, hint === timeHint ? badParameter : refusal);
    },
  });
}

function remember(probe: Probe, id: string, exchange: Exchange): void {
  probe.memory.refusals.push({ check: `${probe.protocol.code}-AUTH-${id}`, exchange });
}

async function everyParameterCounts(probe: Probe): Promise<Verdict> {
  const { activity } = subjectOf(probe.protocol);
  const values = subjectValues(probe);
  for (const [name, value] of Object.entries(values)) {
    // Without testFlag 1 the request would be a real one to whoever does not verify.
    if (name === 'testFlag' || name === probe.protocol.proof.timestamp.name) continue;
    const changed = changedValue(value);
    if (changed === undefined) continue;
    const exchange = await probe.send(activity, values, {
      alter: (sealed) => withField(sealed, name, changed),
    });
    remember(probe, 'CHANGED', exchange);
    if (accepted(exchange)) {
      return failed(
        both('a change of {name} breaks the signature: 000001', { name }),
        got(exchange),
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

async function otherActivity(probe: Probe): Promise<Verdict> {
  const pair = subjectOf(probe.protocol).pair;
  if (!pair) return passed;
  const [signed, sent] = pair;
  const values: Values = { ...instanceValues(probe, sent), ...instanceValues(probe, signed) };
  const exchange = await probe.send(signed, values, {
    alter: (sealed) => withField(sealed, 'activity', sent),
  });
  remember(probe, 'OTHER-ACTIVITY', exchange);
  return judgeRefused(
    exchange,
    both('{sent} with the signature of {signed} is refused: 000001', { sent, signed }),
  );
}

/** The activities the merchant must have or has shown to have. */
function offered(probe: Probe): string[] {
  const shown = acceptedActivities(probe);
  return probe.protocol.activities
    .filter(({ name, need }) => need[probe.options.sale] === 'required' || shown.has(name))
    .map(({ name }) => name);
}

async function everyActivity(probe: Probe): Promise<Verdict> {
  const others = offered(probe).filter((name) => name !== subjectOf(probe.protocol).activity);
  if (others.length === 0) return skipped(both('there is one activity only'));
  for (const name of others) {
    const exchange = await probe.send(name, instanceValues(probe, name), { key: probe.id() });
    remember(probe, 'EVERY-ACTIVITY', exchange);
    if (accepted(exchange)) {
      return failed(
        both('{name} signed with another key is refused: 000001', { name }),
        got(exchange),
        exchange,
      );
    }
  }
  return passed;
}

async function replayed(probe: Probe): Promise<Verdict> {
  const { activity } = subjectOf(probe.protocol);
  const proof = { nonce: probe.id(), timestamp: probe.protocol.timestamp(probe.now()) };
  const values = subjectValues(probe);
  const first = await probe.send(activity, values, proof);
  if (!accepted(first))
    return skipped(both('the first delivery was refused: {first}', { first: got(first) }));
  const second = await probe.send(activity, values, proof);
  return judgeRefused(second, both('the same request again is refused'));
}
