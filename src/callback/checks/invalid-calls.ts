import { failed, passed, skipped } from '../../suite/check.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import { explainUnknownActivity } from '../probe/diagnose-reply.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  type Overrides,
  type Probe,
  type Verdict,
} from '../probe/model.ts';
import { describeCode, describeResult, isAccepted, isReadable, isRejected } from '../probe/response.ts';
import { instanceValues, testActivity, withOverrides } from '../probe/test-call.ts';
import { acceptedActivities, combine, offeredActivities, recordRefusal } from '../probe/verdicts.ts';
import type { Activity, Protocol, Sale, Values } from '../protocols/model.ts';
import { isMandatory } from '../protocols/validate.ts';
import { sendUnknown } from './life.ts';

/** A check of the group. By default it needs the server to accept correct signatures. */
export function semanticsCheck(protocol: Protocol, id: string, parts: CheckParts): Check {
  return checkOf(protocol, 'semantics', `SEM-${id}`, { needs: ['AUTH-RIGHT'], after: ['life'], ...parts });
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

const neverAccepted: Verdict = skipped(both('none of these calls has succeeded before'));

export async function expectAccepted(calls: readonly CallCase[], probe: Probe): Promise<Verdict> {
  return judgeCalls(calls, probe, (exchange, { expected }) =>
    isAccepted(exchange) ? passed : failed(expected, describeResult(exchange), exchange),
  );
}

/**
 * Makes the calls, which must be rejected. An activity that has never succeeded may refuse every call, so it must
 * refuse these with the expected result code.
 *
 * @param id of the check, under which the form of the rejections is reported
 * @param code the expected result code
 */
export async function expectRejected(
  calls: readonly CallCase[],
  probe: Probe,
  id: string,
  code: string,
): Promise<Verdict> {
  const supported = acceptedActivities(probe);
  return judgeCalls(calls, probe, (exchange, { activity, expected }) => {
    if (isRejected(exchange)) recordRefusal(probe, id, exchange);
    if (!supported.has(activity) && !isAccepted(exchange) && exchange.reply?.resultCode !== code)
      return neverAccepted;
    return isRejected(exchange) ? passed : failed(expected, describeResult(exchange), exchange);
  });
}

/** Makes the calls, whose rejections must have the expected result code. */
async function expectCode(calls: readonly CallCase[], probe: Probe, code: string): Promise<Verdict> {
  const supported = acceptedActivities(probe);
  return judgeCalls(calls, probe, (exchange, { activity, expected }) => {
    if (exchange.reply?.resultCode === code) return passed;
    if (!supported.has(activity)) return neverAccepted;
    return isReadable(exchange)
      ? failed(expected, describeResult(exchange), exchange)
      : skipped(both('the response has no result code: {result}', { result: describeResult(exchange) }));
  });
}

async function judgeCalls(
  calls: readonly CallCase[],
  probe: Probe,
  judge: (exchange: Exchange, call: CallCase) => Verdict,
): Promise<Verdict> {
  const verdicts: [name: string, verdict: Verdict][] = [];
  for (const call of calls) {
    const { activity, values } = call;
    const exchange = await probe.send(activity, withOverrides(acceptedValues(probe, activity), values));
    const omitted = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [name] : []));
    verdicts.push([[activity, ...omitted].join('.'), judge(exchange, call)]);
  }
  return verdicts.length === 0 ? neverAccepted : combine(verdicts);
}

/** The values with which the activity succeeded, so that only the values under test differ. */
export function acceptedValues(probe: Probe, activity: string): Values {
  const seen = [...probe.memory.steps.values()].find(
    (exchange) => exchange.activity.name === activity && isAccepted(exchange),
  );
  return seen?.values ?? instanceValues(probe, activity);
}

/** The parameter that identifies the object of a call. */
function identifyingField(activity: Activity): string | undefined {
  const names =
    activity.name === 'newInstance' ? ['orderId'] : ['license', 'tenantId', 'instanceId', 'orderId'];
  return names.find((name) => activity.request.some((field) => field.name === name && isMandatory(field)));
}

function missing(activity: string, field: string): CallCase {
  const result = describeCode('000002');
  const expected = both('{activity} without {field} is rejected: {result}', { activity, field, result });
  return { activity, values: { [field]: undefined }, expected };
}

export function missingParameterChecks(protocol: Protocol): Check[] {
  const hint: Localized = both(
    'Check the required parameters after verifying the signature. When one is missing, return 000002 with HTTP 200.',
  );
  const keys = (probe: Probe) =>
    supportedActivities(probe).flatMap((activity) => {
      const field = identifyingField(activity);
      return field === undefined ? [] : [missing(activity.name, field)];
    });
  const others = (probe: Probe) =>
    supportedActivities(probe).flatMap((activity) => {
      const untested = new Set([
        identifyingField(activity),
        'activity',
        'authToken',
        'timeStamp',
        'testFlag',
      ]);
      return activity.request
        .filter((field) => isMandatory(field) && !untested.has(field.name))
        .map(({ name }) => missing(activity.name, name));
    });
  return [
    semanticsCheck(protocol, 'MISSING', {
      title: both('A call without its identifying parameter is rejected'),
      hint,
      run: (probe) => expectRejected(keys(probe), probe, 'SEM-MISSING', '000002'),
    }),
    semanticsCheck(protocol, 'MISSING-CODE', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: both('A missing parameter is rejected with 000002'),
      hint,
      run: (probe) => expectCode(keys(probe), probe, '000002'),
    }),
    semanticsCheck(protocol, 'MISSING-OTHER', {
      needs: ['SEM-MISSING'],
      severity: 'warning',
      title: both('Every required parameter is checked'),
      hint,
      run: (probe) => expectRejected(others(probe), probe, 'SEM-MISSING-OTHER', '000002'),
    }),
  ];
}

const releases: ReadonlySet<string> = new Set(['releaseInstance', 'expireInstance', 'releaseLicenseCode']);

/** Checks that an unknown instance or licence code is rejected. */
export function unknownInstanceChecks(protocol: Protocol, sale: Sale): Check[] {
  const field = protocol.id === 'license-code' ? 'license' : 'instanceId';
  const applicable = protocol.activities.filter(
    ({ need, request }) =>
      need[sale] !== 'none' && request.some(({ name, required }) => name === field && required),
  );
  const isQuery = ({ name }: Activity) => name === 'queryInstance';
  const isRelease = ({ name }: Activity) => releases.has(name);
  const changes = applicable.filter((activity) => !isQuery(activity) && !isRelease(activity));
  const calls = (probe: Probe, activities: readonly Activity[]): CallCase[] =>
    activities.map(({ name }) => ({
      activity: name,
      values: { [field]: probe.id() },
      expected: both('{activity} with an unknown {field} returns {result}', {
        activity: name,
        field,
        result: describeCode('000003'),
      }),
    }));
  /** Leaves out optional activities that the server does not offer. */
  const offered = (probe: Probe) => {
    const names = offeredActivities(probe);
    const activities = changes.filter(({ name }) => names.includes(name));
    return calls(probe, activities);
  };
  const hint: Localized = both('Look up the {field} first. When it is unknown, return 000003.', { field });
  // A server that accepts unknown instances everywhere is reported once.
  const others = {
    ...(changes.length > 0 && { needs: ['SEM-UNKNOWN'] }),
    severity: 'warning',
    hint,
  } as const;
  return [
    ...(changes.length > 0
      ? [
          semanticsCheck(protocol, 'UNKNOWN', {
            title: both('An unknown {field} is rejected', { field }),
            hint,
            run: (probe) => expectRejected(offered(probe), probe, 'SEM-UNKNOWN', '000003'),
          }),
          semanticsCheck(protocol, 'UNKNOWN-CODE', {
            ...others,
            title: both('An unknown {field} is rejected with 000003', { field }),
            run: (probe) => expectCode(offered(probe), probe, '000003'),
          }),
        ]
      : []),
    ...(applicable.some(isQuery)
      ? [
          semanticsCheck(protocol, 'UNKNOWN-QUERY', {
            ...others,
            title: both('A query for an unknown instance is rejected'),
            run: (probe) =>
              expectRejected(calls(probe, applicable.filter(isQuery)), probe, 'SEM-UNKNOWN-QUERY', '000003'),
          }),
        ]
      : []),
    semanticsCheck(protocol, 'MISSING-RELEASE', {
      needs: ['SEM-MISSING'],
      title: both('A release without {field} is rejected', { field }),
      hint: both('Return 000002 when {field} is missing, before anything is released.', { field }),
      run: (probe) => {
        const withoutId = applicable.filter(isRelease).map(({ name }) => missing(name, field));
        return expectRejected(withoutId, probe, 'SEM-MISSING-RELEASE', '000002');
      },
    }),
    semanticsCheck(protocol, 'UNKNOWN-RELEASE', {
      ...others,
      title: both('The release of an unknown {field} is rejected', { field }),
      run: (probe) =>
        expectRejected(calls(probe, applicable.filter(isRelease)), probe, 'SEM-UNKNOWN-RELEASE', '000003'),
    }),
  ];
}

export function unknownActivityCheck(protocol: Protocol): Check {
  return semanticsCheck(protocol, 'UNKNOWN-ACTIVITY', {
    severity: 'warning',
    title: both('An unknown activity is rejected'),
    hint: both('Return 000002 for an unknown activity. Do not return success by default.'),
    run: async (probe) => {
      const activity = probe.activity(testActivity(probe));
      const exchange = await sendUnknown(probe, { activity, values: instanceValues(probe, activity.name) });
      const { outcome } = exchange;
      // HTTP 404 counts as a rejection; 5xx shows an unhandled case.
      if (outcome.answered && outcome.response.status < 500 && !isAccepted(exchange)) return passed;
      const expected = both('the request is rejected');
      const verdict = failed(expected, describeResult(exchange), exchange, explainUnknownActivity(exchange));
      const names = [...probe.memory.unhandled];
      if (names.length === 0) return verdict;
      const actual = both('{result}; also {names, and} without any parameter', {
        result: describeResult(exchange),
        names,
      });
      return { ...verdict, actual, severity: 'error' };
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
    run: (probe) => {
      const call = { activity: 'tenantSync', values: { flag: 9 }, expected: both('flag 9 is rejected') };
      return expectRejected([call], probe, 'SEM-UNKNOWN-FLAG', '000002');
    },
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
        run: (probe) => {
          const { value } = entry;
          const expected = both('{name} {value} is rejected', { name: field.name, value });
          const call = { activity: activity.name, values: { [field.name]: value }, expected };
          return expectRejected([call], probe, `SEM-${entry.id}`, '000002');
        },
      }),
    ];
  });
}
