import type { CheckResult, Coverage, Covered, Untested } from '../../suite/report.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Probe, SuiteOptions } from '../probe/model.ts';
import type { Protocol, ProtocolId } from '../protocols/model.ts';

/** What the lives cover, by the kind of target. The other kinds are activities, with classes of values. */
const subjects: Readonly<Record<string, Localized>> = {
  move: both('changes of state'),
  pair: both('ordered pairs of them'),
  triple: both('triples'),
};
const classes = both('classes of values');

/** The means of a run. */
interface Means {
  readonly options: SuiteOptions;
  readonly tested: readonly { readonly protocol: Protocol }[];
}

/** What the run has covered, and what it has not tested. */
export function coverageOf(
  means: Means,
  probes: readonly Probe[],
  results: readonly CheckResult[],
): Coverage {
  const byProtocol = Map.groupBy(probes, ({ protocol }) => protocol.id);
  const covered = [...byProtocol].flatMap(([id, own]) => coveredBy(id, own));
  const explored = new Set(covered.flatMap(({ protocol, total }) => (total === undefined ? [] : [protocol])));
  const unexplored = means.tested.flatMap(({ protocol: { id } }) => (explored.has(id) ? [] : [id]));
  return { covered, untested: untestedBy(means, results, unexplored) };
}

/** A protocol has one probe for its debugging calls, and another one for real calls. */
function coveredBy(protocol: ProtocolId, probes: readonly Probe[]): Covered[] {
  const made = Map.groupBy(
    probes.flatMap(({ memory }) => [...memory.calls]),
    ([activity]) => activity,
  );
  const calls = [...made].map(([activity, counts]) => {
    const covered = counts.reduce((sum, [, count]) => sum + count, 0);
    return { protocol, activity, subject: both('calls'), covered };
  });
  const explored = probes
    .flatMap(({ memory }) => [...memory.coverage])
    .map(([kind, count]) =>
      subjects[kind]
        ? { protocol, subject: subjects[kind], ...count }
        : { protocol, activity: kind, subject: classes, ...count },
    );
  return [...calls, ...explored.filter(({ total }) => total > 0)];
}

/** The parts of a merchant's duties that this run had no means for, or was told to leave out. */
function untestedBy(
  { options, tested }: Means,
  results: readonly CheckResult[],
  unexplored: readonly string[],
): Untested[] {
  const target = new URL(options.target);
  const isTested = (id: string) => tested.some(({ protocol }) => protocol.id === id);
  const offered = new Set(results.flatMap(({ status, activity }) => (status === 'passed' ? activity : [])));
  const notOffered = new Set(
    results.flatMap(({ status, activity, reason }) =>
      status === 'skipped' && activity && !offered.has(activity) && reason?.en.startsWith('not offered')
        ? [activity]
        : [],
    ),
  );
  const rows: readonly (readonly [isUntested: boolean, subject: Localized, how: Localized])[] = [
    [
      target.protocol === 'http:',
      both('HTTPS and the certificate'),
      both('test the production address: `koo callback test https://…`'),
    ],
    [
      !options.restarts,
      both('what survives a restart, and other time zones'),
      both('--start COMMAND: koo kills the server in the middle, and starts it again'),
    ],
    [
      !options.asReal,
      both('real traffic (without testFlag)'),
      both('--as-real: the server treats these calls as real, and may provision, bill and notify'),
    ],
    [
      !options.orders && tested.some(({ protocol }) => !protocol.replySigned && protocol.keyClass !== 'kit'),
      both('orders that the server queries'),
      both('--order-api 0, with --start or with the address of that API in the server'),
    ],
    [
      options.orders !== undefined && !options.deep,
      both('an order API that never responds'),
      both('--deep: until the server gives up'),
    ],
    [
      options.orders !== undefined && options.sale === 'on-demand',
      both('orders with several lines'),
      both('--no-order-api: any order counts as placed'),
    ],
    [
      !options.deep && tested.some(({ protocol }) => protocol.proof.nonce),
      both('times and nonces after a minute'),
      both('--deep: koo waits for it'),
    ],
    [
      unexplored.length > 0,
      both('orders of events and values ({unexplored, and})', { unexplored }),
      both('run all checks, with --explore 1 where a creation takes long'),
    ],
    [
      isTested('v1-kit') || isTested('v2-kit'),
      both('what the server does with organisations and users'),
      both('`koo sso test` logs in as one of them'),
    ],
    [
      notOffered.size > 0,
      both('{activities, and}, which the server does not offer', { activities: [...notOffered] }),
      both('--require {activities}', { activities: [...notOffered].join(',') }),
    ],
  ];
  return rows.flatMap(([isUntested, subject, how]) => (isUntested ? [{ subject, how }] : []));
}
