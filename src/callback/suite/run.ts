import type { CheckResult, Progress, Report } from '../../suite/report.ts';
import { failInconclusive, type Part, runChecks, summarise } from '../../suite/run-checks.ts';
import { assertSelection, type Selection, select, skipVerdict } from '../../suite/selection.ts';
import { oncePerInput } from '../../text/once.ts';
import { maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import { checksOf, connectionChecks, laterChecksOf, listChecks } from '../checks/catalogue.ts';
import { type Restart, restartCheck, restartChecks } from '../checks/restart.ts';
import { type Deliver, type Exchange, type Outcome, readOutcome } from '../delivery/exchange.ts';
import { randomId, randomIv, randomNonce } from '../delivery/random.ts';
import type { Prepared } from '../delivery/send.ts';
import { readPart } from '../delivery/tamper.ts';
import { applySettings, encryptValues } from '../delivery/values.ts';
import { type NamedScenario, scenarioChecks } from '../exploration/checks.ts';
import {
  type Check,
  createMemory,
  type Memory,
  type Probe,
  type RequestOverrides,
  type SuiteOptions,
} from '../probe/model.ts';
import { acceptingJson } from '../probe/reply-check.ts';
import { creationMs, slowCreationSubstitute, withOverrides } from '../probe/test-call.ts';
import { protocols } from '../protocols/index.ts';
import type { Activity, Protocol, ProtocolId, Sealed, Values } from '../protocols/model.ts';
import { toHttp } from '../protocols/request.ts';
import { sampleValues } from '../protocols/samples.ts';
import { coverageOf } from './coverage.ts';
import { evidenceOf } from './evidence.ts';
import { type Stops, watchStops } from './stops.ts';

interface TestedProtocol {
  readonly protocol: Protocol;
  readonly key: string;
}

export interface TestRun {
  readonly tested: readonly TestedProtocol[];
  /** Texts besides the access keys that the server may echo, because it can have the environment of koo. */
  readonly secrets?: readonly string[];
  readonly options: SuiteOptions;
  /** Scenarios to run instead of the suite. */
  readonly scenarios?: readonly NamedScenario[];
  readonly deliver: Deliver;
  /** The last lines that the server has printed, without secrets, if koo has started it. */
  readonly printed?: () => string;
  /** Ends the server by force and starts it again, if koo has started it; `environment` replaces variables. */
  readonly restart?: Restart;
  readonly selection: Selection;
  readonly concurrency: number;
  readonly bail: boolean;
  readonly notices: readonly Localized[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

type CallbackPart = Part<Probe, Exchange>;

type WatchedRun = TestRun & { readonly stops: Stops };

export async function testCallback(given: TestRun): Promise<Report> {
  const run = { ...given, options: { ...given.options, restarts: given.restart !== undefined } };
  const startedAt = run.now();
  const started = performance.now();
  const stops = watchStops(run.deliver);
  const chosen = select('callback', createParts({ ...run, stops }), run.selection, skippableIds(run));
  const guarded = chosen.map((part) => ({ ...part, checks: part.checks.map(stops.guarded) }));
  const checked = await runChecks(guarded, {
    concurrency: run.concurrency,
    bail: run.bail,
    skipVerdict: (check) => skipVerdict(check, run.selection),
    keys: collectSecrets(run),
    evidenceOf: (exchange) => evidenceOf(exchange, collectSecrets(run), run.printed?.()),
    ...(run.signal && { signal: run.signal }),
    ...(run.onProgress && { onProgress: run.onProgress }),
  });
  const results = run.signal?.aborted ? checked : checked.map(failInconclusive);
  return {
    schema: 'koo.callback-report/1',
    target: run.options.target,
    protocols: run.tested.map(({ protocol }) => protocol.id),
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - started),
    ...(run.signal?.aborted && { interrupted: true }),
    summary: summarise(results),
    notices: [...run.notices, ...slowCreationNotices(chosen), ...explorationNotices(run, chosen, results)],
    checks: results,
    ...(!run.scenarios && {
      coverage: coverageOf(run, [...new Set(chosen.map(({ probe }) => probe))], results),
    }),
  };
}

/**
 * Refuses a selection that matches no check, before a server is started for it.
 *
 * @throws KooError (usage) `UNKNOWN_CHECK`
 */
export function assertRunnable({
  tested,
  options,
  selection,
  scenarios,
}: Pick<TestRun, 'tested' | 'options' | 'selection' | 'scenarios'>): void {
  if (scenarios) return;
  const ids = listChecks(
    tested.map(({ protocol }) => protocol),
    options,
  ).map(({ id }) => id);
  assertSelection('callback', ids, selection, skippableIds({ options, selection }));
}

function slowCreationNotices(parts: readonly CallbackPart[]): Localized[] {
  const probes = new Map(parts.toReversed().map(({ probe }) => [probe.protocol.id, probe]));
  return [...probes.values()].reverse().flatMap((probe) => {
    const duration = creationMs(probe.memory);
    const activity = slowCreationSubstitute(probe)?.activity.name;
    if (activity === undefined || duration === undefined) return [];
    return both(
      '{protocol}: newInstance takes {seconds} s, so checks that need any valid call use {activity} instead, and only one creation is replayed.',
      { protocol: probe.protocol.id, seconds: (duration / 1000).toFixed(1), activity },
    );
  });
}

/** The seed, if there were random lives, and the remarks of the probes. */
function explorationNotices(
  { options }: TestRun,
  parts: readonly CallbackPart[],
  results: readonly CheckResult[],
): readonly Localized[] {
  const hasRun = results.some(({ group, status }) => group === 'exploration' && status !== 'skipped');
  const remarks = parts.flatMap(({ probe }) => probe.memory.notices);
  const unique = new Map(remarks.map((remark) => [remark.en, remark])).values();
  if (!hasRun || !options.explore?.runs) return [...unique];
  return [
    ...unique,
    both('Seed: {seed} (--seed draws the same lives again)', { seed: options.explore.seed }),
  ];
}

/** The ids of every protocol's checks, if koo.yaml skips any: with a reason, and perhaps of another protocol. */
function skippableIds({ options, selection }: Pick<TestRun, 'options' | 'selection'>): string[] {
  if (selection.skip.every(({ reason }) => reason === undefined)) return [];
  const all = { ...options, explore: { seed: 0, concurrency: 1 }, asReal: true, deep: true };
  return protocols.flatMap((protocol) =>
    [...checksOf(protocol, all), ...laterChecksOf(protocol, all), ...restartChecks(protocol)].map(
      ({ id }) => id,
    ),
  );
}

function createParts(run: WatchedRun): CallbackPart[] {
  const target = new URL(run.options.target);
  const probes = new Map<ProtocolId, Probe>();
  const parts = run.tested.map(({ protocol, key }) => {
    const base = probes.get(protocol.id === 'v1-kit' ? 'v1' : 'v2');
    const probe = createProbe(protocol, key, run, protocol.keyClass === 'kit' ? base : undefined, '1');
    probes.set(protocol.id, probe);
    return { checks: checksOf(protocol, run.options), probe };
  });
  const first = parts[0];
  if (!first) return [];
  const connection = { checks: connectionChecks(target, first.probe), probe: first.probe };
  if (run.scenarios) return [connection, ...scenarioParts(run, run.scenarios)];
  const later = run.tested.map(({ protocol, key }) => ({
    checks: laterChecksOf(protocol, run.options),
    probe: createProbe(protocol, key, run, probes.get(protocol.id), undefined),
  }));
  return [connection, ...parts, ...later, ...restartParts(run, parts)];
}

/** A connection that is lost while the server restarts is no stop. */
function restartParts(run: WatchedRun, parts: readonly CallbackPart[]): CallbackPart[] {
  const probes = parts.map(({ probe }) => probe);
  const [first] = probes;
  const { restart, stops } = run;
  if (!restart || !first) return [];
  const check = restartCheck(first.protocol, probes, restart);
  const paused: Check = { ...check, run: (probe) => stops.paused(() => check.run(probe)) };
  return [
    { checks: [paused], probe: first },
    ...probes.map((probe) => ({ checks: restartChecks(probe.protocol), probe })),
  ];
}

/** Each scenario has its own probe. The checks are numbered throughout. */
function scenarioParts(run: WatchedRun, scenarios: readonly NamedScenario[]): CallbackPart[] {
  let first = 1;
  return scenarios.flatMap((scenario) => {
    const tested = run.tested.find(({ protocol }) => protocol.id === scenario.protocol);
    if (!tested) return [];
    const { protocol, key } = tested;
    const checks = scenarioChecks(protocol, scenario, first);
    first += checks.length;
    const options = { ...run.options, sale: scenario.sale };
    return [{ checks, probe: createProbe(protocol, key, { ...run, options }, undefined, '1') }];
  });
}

/** @param testFlag of the base interfaces: `undefined` for real calls */
function createProbe(
  protocol: Protocol,
  key: string,
  run: WatchedRun,
  base: Probe | undefined,
  testFlag: '1' | undefined,
): Probe {
  const { options } = run;
  const memory = createMemory();
  const context = { now: run.now(), sale: options.sale, id: randomId };
  const activity = (name: string): Activity => {
    const found = protocol.activities.find((declared) => declared.name === name);
    if (!found) throw new Error(`${protocol.id} has no activity ${name}`);
    return found;
  };
  return {
    ...(base && { base }),
    protocol,
    options,
    key,
    memory,
    id: randomId,
    activity,
    now: run.now,
    sleep: run.sleep,
    ...(run.signal && { signal: run.signal }),
    values: (name, defaults = {}) => {
      const samples = sampleValues(activity(name), { ...context, now: run.now() });
      // Real calls use the findings of the debugging calls.
      const creation = memory.creation ?? (testFlag ? undefined : base?.memory.creation);
      const { overrides = {}, encrypt = options.encrypt } = creation ?? {};
      const usual = withOverrides(samples, {
        testFlag: testFlag ? (samples.testFlag ?? testFlag) : realFlag(activity(name)),
      });
      const merged = withOverrides(
        name === 'newInstance' ? withOverrides(usual, overrides) : usual,
        defaults,
      );
      const values = applySettings(protocol, activity(name), merged, options.set);
      const encrypted = activity(name).request.filter((field) => field.encrypted);
      const { rsaPublicKey } = options;
      const encryption = { key, bits: encrypt, iv: randomIv, ...(rsaPublicKey && { rsaPublicKey }) };
      return withoutPlus(
        () => encryptValues(activity(name), values, encryption),
        (encoded) => encrypted.map((field) => encoded[field.name]),
      );
    },
    send: async (name, values, requestOverrides = {}) => {
      const acceptJson = (sealed: Sealed) => acceptingJson(requestOverrides.alter?.(sealed) ?? sealed);
      const make = () =>
        seal(protocol, activity(name), values, run, {
          key,
          ...requestOverrides,
          ...(memory.withoutAccept && { alter: acceptJson }),
        });
      memory.calls.set(name, (memory.calls.get(name) ?? 0) + 1);
      const { exchange, outcome } = await deliverPatiently(make, run, memory);
      const made = { ...exchange, ...readOutcome(outcome, collectSecrets(run)) };
      await run.stops.note(made);
      return made;
    },
  };
}

/** Real calls have no `testFlag`, or 0 where it is mandatory. */
function realFlag({ request }: Activity): string | number | undefined {
  const flag = request.find(({ name, required }) => name === 'testFlag' && required);
  return flag && (flag.type === 'integer' ? 0 : '0');
}

/** The same list in every call of a run, since a redactor is made for each list. */
const collectSecrets = oncePerInput(({ tested, secrets = [] }: TestRun): readonly string[] =>
  maskable([...tested.map(({ key }) => key), ...secrets]),
);

function seal(
  protocol: Protocol,
  activity: Activity,
  values: Values,
  run: TestRun,
  {
    activityName,
    key,
    timestamp,
    offsetMs = 0,
    nonce,
    text,
    alter,
  }: RequestOverrides & { readonly key: string },
): Prepared {
  const sealed = withoutPlus(
    (attempt) =>
      protocol.seal({
        activity: activityName === undefined ? activity : { ...activity, name: activityName },
        target: run.options.target,
        values,
        key,
        timestamp: timestamp ?? protocol.timestamp(new Date(run.now().getTime() + offsetMs - attempt)),
        nonce: nonce ?? randomNonce(),
        ...(text !== undefined && { text }),
      }),
    (made) => [timestamp === undefined && readPart(made, protocol.proof.signature)],
  );
  const sent = alter ? alter(sealed) : sealed;
  return { protocol, activity, values, sealed: sent, request: toHttp(sent) };
}

const maxAttempts = 100;

/**
 * Base64 in a query contains a `+` at random, and a server that reads it as a space would fail at random. One
 * check tests this; all other requests are built again until `texts` contain no `+`.
 */
function withoutPlus<T>(make: (attempt: number) => T, texts: (made: T) => readonly unknown[]): T {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const made = make(attempt);
    if (!texts(made).some((text) => typeof text === 'string' && text.includes('+'))) return made;
  }
  return make(0);
}

const mostTries = 5;
const waitMs = 1000;

const notice: Localized = both(
  'The server limits how often it is called (HTTP 429), so koo waited and called again. KooGallery calls less often.',
);

interface Delivery {
  readonly deliver: Deliver;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Delivers a request, and a new one after a second if the server limits its calls (HTTP 429): koo calls far more often
 * than KooGallery. After a request that is refused each time, no other is repeated.
 */
export async function deliverPatiently<T extends Pick<Exchange, 'request'>>(
  make: () => T,
  { deliver, sleep, signal }: Delivery,
  memory: Pick<Memory, 'alwaysLimits' | 'notices'>,
): Promise<{ readonly exchange: T; readonly outcome: Outcome }> {
  for (let tries = 1; ; tries += 1) {
    const exchange = make();
    const outcome = await deliver(exchange.request);
    const isLimited = outcome.answered && outcome.response.status === 429;
    if (!isLimited && tries > 1) memory.notices.push(notice);
    if (!isLimited || memory.alwaysLimits || signal?.aborted) return { exchange, outcome };
    if (tries === mostTries) {
      memory.alwaysLimits = true;
      return { exchange, outcome };
    }
    await sleep(waitMs);
  }
}
