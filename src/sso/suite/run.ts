import type { Deliver } from '../../callback/delivery/exchange.ts';
import type { CheckResult, Coverage, Progress, Report } from '../../suite/report.ts';
import { failInconclusive, runChecks, summarise } from '../../suite/run-checks.ts';
import { assertSelection, type Selection, select, skipVerdict } from '../../suite/selection.ts';
import { maskable } from '../../text/redact.ts';
import { both, type Localized } from '../../text/translate.ts';
import { createBrowser } from '../browser/browser.ts';
import { addressFor } from '../center/address.ts';
import type { CenterCall } from '../center/model.ts';
import { unbind } from '../checks/binding.ts';
import { describeEvidence } from '../probe/evidence.ts';
import { hostsOf, isForeign } from '../probe/foreign.ts';
import { createKit, type KitOptions } from '../probe/kit.ts';
import type { LoginOptions, LoginProbe } from '../probe/model.ts';
import { createWorld, type Organisation, secretsOf, type World, type WorldOptions } from '../probe/world.ts';
import { checksOf } from './catalogue.ts';

export interface LoginRun extends Pick<WorldOptions, 'random' | 'now' | 'sleep' | 'hostName'> {
  readonly options: LoginOptions;
  readonly kit: Pick<KitOptions, 'protocol' | 'key' | 'rsaPublicKey'>;
  /** Secrets that the server may repeat, besides the keys. */
  readonly secrets: readonly string[];
  readonly selection: Selection;
  readonly bail: boolean;
  readonly notices: readonly Localized[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly deliver: Deliver;
  /** Sends the final unbinding callbacks, even after an interrupt; default `deliver`. */
  readonly deliverLast?: Deliver;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All output of the merchant's server so far, if koo started it. */
  readonly output?: () => string;
  /** The time limit of a response to a browser, in milliseconds. */
  readonly timeoutMs: number;
}

export async function testLogin(run: LoginRun): Promise<Report> {
  const { targets, instanceId } = run.options;
  const { cas } = targets;
  const startedAt = run.now();
  const started = performance.now();
  const world = await createWorld({
    ...run,
    login: (organisation) => addressFor(targets.login, organisation),
    ...(cas !== undefined && { casService: (organisation) => addressFor(cas, organisation) }),
    instanceId,
  });
  try {
    const checks = checksOf(targets);
    const probe = probeOf(run, world);
    const parts = select('sso', [{ checks, probe }], run.selection, knownIds());
    let left: readonly Organisation[] = [];
    const hidden = hiddenIn(run, probe);
    const checked = await runChecks(parts, {
      concurrency: 1,
      bail: run.bail,
      skipVerdict: (check) => skipVerdict(check, run.selection),
      // Tokens are issued in the course of the run.
      get keys() {
        return hidden();
      },
      evidenceOf: (evidence) => describeEvidence(evidence, hidden(evidence.calls), run.output?.()),
      ...(run.signal && { signal: run.signal }),
      ...(run.onProgress && { onProgress: run.onProgress }),
    }).finally(async () => {
      left = await cleanUp({ ...probe, kit: kitOf(run, world, run.deliverLast ?? run.deliver) });
    });
    const results = run.signal?.aborted ? checked : checked.map(failInconclusive);
    return {
      schema: 'koo.sso-report/1',
      target: addressFor(targets.login, { id: '{tenantId}', code: '{tenantCode}' }),
      protocols: [...new Set(results.map(({ protocol }) => protocol))].filter((id) => id !== 'transport'),
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - started),
      ...(run.signal?.aborted && { interrupted: true }),
      summary: summarise(results),
      notices: [...run.notices, ...(left.length > 0 ? [remain(left)] : [])],
      checks: results,
      coverage: coverageOf(run.options, results),
    };
  } finally {
    await world.close();
  }
}

/** Counts the checks that could be judged, and names what this run had no means for. */
function coverageOf({ targets }: LoginOptions, results: readonly CheckResult[]): Coverage {
  const covered = [...Map.groupBy(results, ({ protocol }) => protocol)].map(([protocol, checks]) => ({
    protocol,
    subject: both('checks judged'),
    covered: checks.filter(({ status }) => status !== 'skipped').length,
    total: checks.length,
  }));
  const { protocol } = new URL(addressFor(targets.login, { id: '', code: '' }));
  const rows: readonly (readonly [isUntested: boolean, subject: Localized, how: Localized])[] = [
    [
      protocol === 'http:',
      both('HTTPS and Secure cookies'),
      both('test the address that tenants open: `koo sso test https://…`'),
    ],
    [targets.cas === undefined, both('logins with CAS'), both('--cas URL, if you offer it')],
    [
      targets.loginPage === undefined,
      both('logins that begin at the server'),
      both('--login-page URL, if it has such a page'),
    ],
    [targets.logout === undefined, both('logouts'), both('--logout URL, if it has one')],
    [
      true,
      both('the callbacks themselves'),
      both('`koo callback test`, with --joint for the kit interfaces'),
    ],
  ];
  const untested = rows.flatMap(([isUntested, subject, how]) => (isUntested ? [{ subject, how }] : []));
  return { covered, untested };
}

/**
 * Refuses a selection that matches no check, before a server is started for it.
 *
 * @throws KooError (usage) `UNKNOWN_CHECK`
 */
export function assertRunnable({ options: { targets }, selection }: Pick<LoginRun, 'options' | 'selection'>) {
  assertSelection(
    'sso',
    checksOf(targets).map(({ id }) => id),
    selection,
    knownIds(),
  );
}

/** Ids of the checks for a merchant with all protocols. */
function knownIds(): string[] {
  return checksOf({ production: '', login: '', cas: '' }).map(({ id }) => id);
}

function probeOf(run: LoginRun, world: World): LoginProbe {
  const { targets } = run.options;
  const { production: _production, ...visited } = targets;
  const hosts = hostsOf(Object.values(visited), [world.first, world.second]);
  return {
    options: run.options,
    targets,
    world,
    kit: kitOf(run, world, run.deliver),
    memory: { arrivals: [], bound: new Set(), authorised: new Set() },
    sleep: run.sleep,
    browser: ({ phone = false, timeoutMs = run.timeoutMs } = {}) =>
      createBrowser({
        mayVisit: (url) => !isForeign(url, hosts, world),
        // Cookies with SameSite=Strict do not come back from the real one.
        isStandIn: world.owns,
        phone,
        limits: { responseMs: timeoutMs },
        env: run.env,
        ...(run.signal && { signal: run.signal }),
      }),
    ...(run.output && { output: run.output }),
  };
}

function kitOf(run: LoginRun, world: World, deliver: Deliver) {
  const { kit, options, now } = run;
  // No callback is about a token.
  const secrets = () => hiddenOf(run, world, []);
  return createKit({ ...kit, production: options.targets.production, deliver, secrets, now });
}

/** The time after which clean-up makes no further calls, in milliseconds. */
const cleanUpMs = 5_000;

/**
 * Unbinds the organisations that the merchant still knows: the run was interrupted, or the checks of unbinding were not
 * selected. A server that does not respond is called once.
 *
 * @returns those that may remain at the merchant
 */
async function cleanUp(probe: LoginProbe): Promise<readonly Organisation[]> {
  const started = performance.now();
  const rejected = new Set<Organisation>();
  for (const organisation of [...probe.memory.bound]) {
    for await (const { exchange, succeeded } of unbind(probe, organisation)) {
      const isLate = performance.now() - started > cleanUpMs;
      if (!exchange.outcome.answered || isLate) return [...new Set([...rejected, ...probe.memory.bound])];
      if (!succeeded) rejected.add(organisation);
    }
  }
  return [...rejected];
}

function remain(left: readonly Organisation[]): Localized {
  return both(
    'The server did not accept that the test organisations are unbound, so these tenants may remain in its data: {ids}',
    { ids: left.map(({ id }) => id) },
  );
}

/** Only the latest tokens, of a dozen logins: searching for hundreds is slow, and servers do not repeat old ones. */
const maxTokens = 24;

/**
 * Returns the current secrets, with the tokens of logins that later checks examine and of calls that are shown: the same
 * list until there is another secret.
 */
function hiddenIn(
  run: LoginRun,
  { world, memory }: LoginProbe,
): (shown?: readonly CenterCall[]) => readonly string[] {
  let list: readonly string[] = [];
  let known = -1;
  return (shown = []) => {
    const count = world.calls.length + world.clientSecrets.length;
    if (count !== known) {
      const tokens = [
        ...secretsOf(world).tokens.slice(-maxTokens),
        ...memory.arrivals.flatMap(({ calls }) => secretsOf(world, calls).tokens),
      ];
      list = hiddenOf(run, world, tokens);
    }
    known = count;
    const more = secretsOf(world, shown).tokens.filter((token) => !list.includes(token));
    return more.length === 0 ? list : [...list, ...maskable(more)];
  };
}

function hiddenOf({ kit, secrets }: LoginRun, { clientSecrets }: World, tokens: readonly string[]) {
  return maskable([kit.key, ...clientSecrets, ...secrets, ...tokens]);
}
