import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Activity, Protocol, Values } from '../protocols/model.ts';
import { isMandatory } from '../protocols/validate.ts';
import { acceptedActivities, describeCode, describeResult, isAccepted } from './judge.ts';
import { unknownActivity } from './life.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  failed,
  type Overrides,
  type Probe,
  passed,
  skipped,
  type Verdict,
} from './model.ts';
import { instanceValues, testCallOf, withOverrides } from './test-call.ts';

/** A check of the group. By default it needs the test call to succeed. */
export function semanticsCheck(protocol: Protocol, id: string, parts: CheckParts): Check {
  const needs = [testCallOf(protocol).needs];
  return checkOf(protocol, 'semantics', `SEM-${id}`, { needs, after: ['life'], ...parts });
}

/** Activities that succeeded in the lifecycle checks. */
function supportedActivities(probe: Probe): Activity[] {
  const seen = acceptedActivities(probe);
  return probe.protocol.activities.filter(({ name }) => seen.has(name));
}

/** A call that differs in some values, and its expected result. */
export interface CallCase {
  readonly activity: string;
  readonly values: Overrides;
  readonly expected: Localized;
}

/** Makes the calls until one has an unexpected result. */
export async function expectEach(
  calls: readonly CallCase[],
  probe: Probe,
  isExpected: (exchange: Exchange) => boolean,
): Promise<Verdict> {
  if (calls.length === 0) return skipped(both('none of these calls has succeeded before'));
  for (const { activity, values, expected } of calls) {
    const exchange = await probe.send(activity, withOverrides(acceptedValues(probe, activity), values));
    if (!isExpected(exchange)) return failed(expected, describeResult(exchange), exchange);
  }
  return passed;
}

/** Runs one call, which must be rejected. */
function expectRefused(activity: string, values: Overrides, expected: Localized): Check['run'] {
  return (probe) => expectEach([{ activity, values, expected }], probe, isRefused);
}

/** The values with which the activity succeeded, so that only the values under test differ. */
export function acceptedValues(probe: Probe, activity: string): Values {
  const seen = [...probe.memory.steps.values()].find(
    (exchange) => exchange.activity.name === activity && isAccepted(exchange),
  );
  return seen?.values ?? instanceValues(probe, activity);
}

/** Whether the response rejects the request with a result code. */
export function isRefused(exchange: Exchange): boolean {
  return exchange.reply?.resultCode !== undefined && !isAccepted(exchange);
}

/** The parameter that identifies the object of a call. */
function identifyingField(activity: Activity): string | undefined {
  const names =
    activity.name === 'newInstance' ? ['orderId'] : ['license', 'tenantId', 'instanceId', 'orderId'];
  return names.find((name) => activity.request.some((field) => field.name === name && isMandatory(field)));
}

/** Checks that a call without a required parameter is rejected. */
export function missingParameterChecks(protocol: Protocol): Check[] {
  const hint: Localized = both(
    'Check the required parameters after verifying the signature. When one is missing, return 000002 with HTTP 200.',
  );
  const call = (activity: string, field: string): CallCase => ({
    activity,
    values: { [field]: undefined },
    expected: both('{activity} without {field} is rejected: {result}', {
      activity,
      field,
      result: describeCode('000002'),
    }),
  });
  const keys = (probe: Probe) =>
    supportedActivities(probe).flatMap((activity) => {
      const field = identifyingField(activity);
      return field === undefined ? [] : [call(activity.name, field)];
    });
  const others = (probe: Probe) =>
    supportedActivities(probe).flatMap((activity) =>
      activity.request
        .filter(
          (field) =>
            isMandatory(field) && field.name !== identifyingField(activity) && !proofFields.has(field.name),
        )
        .map(({ name }) => call(activity.name, name)),
    );
  return [
    semanticsCheck(protocol, 'MISSING', {
      title: both('A call without its identifying parameter is rejected'),
      hint,
      run: (probe) => expectEach(keys(probe), probe, isRefused),
    }),
    semanticsCheck(protocol, 'MISSING-CODE', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: both('A missing parameter is rejected with 000002'),
      hint,
      run: (probe) => expectEach(keys(probe), probe, ({ reply }) => reply?.resultCode === '000002'),
    }),
    semanticsCheck(protocol, 'MISSING-OTHER', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: both('Every required parameter is checked'),
      hint,
      run: (probe) => expectEach(others(probe), probe, isRefused),
    }),
  ];
}

const proofFields = new Set(['activity', 'authToken', 'timeStamp', 'testFlag']);

const releases = new Set(['releaseInstance', 'expireInstance', 'releaseLicenseCode']);

/** Checks that an unknown instance or licence code is rejected. */
export function unknownInstanceChecks(protocol: Protocol): Check[] {
  const field = protocol.id === 'license-code' ? 'license' : 'instanceId';
  const calls = (probe: Probe, end: boolean): CallCase[] =>
    (end ? probe.protocol.activities : supportedActivities(probe))
      .filter(({ name, need }) => releases.has(name) === end && need[probe.options.sale] !== 'none')
      .filter(({ request }) => request.some(({ name, required }) => name === field && required))
      .map(({ name }) => ({
        activity: name,
        values: { [field]: probe.id() },
        expected: both('{activity} with an unknown {field} returns {result}', {
          activity: name,
          field,
          result: describeCode('000003'),
        }),
      }));
  const hint: Localized = both('Look up the {field} first. When it is unknown, return 000003.', {
    field,
  });
  return [
    semanticsCheck(protocol, 'UNKNOWN', {
      title: both('An unknown {field} is rejected', { field }),
      hint,
      run: (probe) => expectEach(calls(probe, false), probe, isRefused),
    }),
    semanticsCheck(protocol, 'UNKNOWN-CODE', {
      needs: ['SEM-UNKNOWN'],
      severity: 'warning',
      title: both('An unknown {field} is rejected with 000003', { field }),
      hint,
      run: (probe) => expectEach(calls(probe, false), probe, ({ reply }) => reply?.resultCode === '000003'),
    }),
    semanticsCheck(protocol, 'UNKNOWN-RELEASE', {
      needs: ['SEM-UNKNOWN'],
      severity: 'warning',
      title: both('The release of an unknown {field} is rejected', { field }),
      hint,
      run: (probe) => expectEach(calls(probe, true), probe, isRefused),
    }),
  ];
}

/** Checks that an unknown activity is rejected. */
export function unknownActivityCheck(protocol: Protocol): Check {
  return semanticsCheck(protocol, 'UNKNOWN-ACTIVITY', {
    severity: 'warning',
    title: both('An unknown activity is rejected'),
    hint: both('Return 000002 for an unknown activity. Do not return success by default.'),
    run: async (probe) => {
      const { activity } = testCallOf(protocol);
      const exchange = await probe.send(activity, instanceValues(probe, activity), {
        activityName: unknownActivity,
      });
      const { outcome } = exchange;
      // HTTP 404 counts as a rejection; 5xx shows an unhandled case.
      const said = outcome.answered && outcome.response.status < 500 && !isAccepted(exchange);
      return said ? passed : failed(both('the request is rejected'), describeResult(exchange), exchange);
    },
  });
}

export function unknownFlagCheck(protocol: Protocol): Check {
  return semanticsCheck(protocol, 'UNKNOWN-FLAG', {
    needs: ['SEM-MISSING'],
    severity: 'warning',
    activity: 'tenantSync',
    title: both('An unknown flag is rejected'),
    hint: both('Return 000002 when flag is not 0, 1, 2 or, where it is defined, 3.'),
    run: expectRefused('tenantSync', { flag: 9 }, both('flag 9 is rejected')),
  });
}

/** Fields with enumerated values. Other values must be rejected. */
const enumerated = [
  { id: 'UNKNOWN-STATUS', fields: ['status', 'instanceStatus'], value: 'FROZEN', step: 'LIFE-FREEZE' },
  { id: 'UNKNOWN-SCENE', fields: ['scene'], value: 'KOO_SCENE', step: 'LIFE-RENEW', severity: 'warning' },
] as const;

export function unknownValueChecks(protocol: Protocol): Check[] {
  return enumerated.flatMap((entry) => {
    const activity = protocol.activities.find(({ request }) =>
      request.some(({ name, values }) => values && entry.fields.some((field) => field === name)),
    );
    const field = activity?.request.find(({ name }) => entry.fields.some((known) => known === name));
    if (!activity || !field) return [];
    return [
      semanticsCheck(protocol, entry.id, {
        needs: [entry.step, 'SEM-MISSING'],
        activity: activity.name,
        ...('severity' in entry && { severity: entry.severity }),
        title: both('An unknown {name} is rejected', { name: field.name }),
        hint: both('Return 000002 when {name} is not one of {values, or}.', {
          name: field.name,
          values: field.values ?? [],
        }),
        run: expectRefused(
          activity.name,
          { [field.name]: entry.value },
          both('{name} {value} is rejected', { name: field.name, value: entry.value }),
        ),
      }),
    ];
  });
}
