import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fallbackNotice } from '../../../account/cli/fallback-key.ts';
import { requireKey } from '../../../account/cli/keys.ts';
import { awaitingCrash, createDeliverer } from '../../../callback/delivery/deliver.ts';
import type { KitProtocol } from '../../../callback/delivery/kit-values.ts';
import { loginAddresses } from '../../../callback/merchant/login/model.ts';
import { startDemo } from '../../../callback/merchant/server/server.ts';
import { protocolOf } from '../../../callback/protocols/index.ts';
import { interruption } from '../../../cli/interrupt.ts';
import { knownSecrets } from '../../../cli/output/edge.ts';
import type { LiveOutput } from '../../../suite/cli/live.ts';
import type { Suite, SuiteOutput } from '../../../suite/cli/run-suite.ts';
import type { ServerCommand } from '../../../suite/cli/server-process.ts';
import { endingOnSignals, testStartedServer } from '../../../suite/cli/started-server.ts';
import { destinationOf, type LocateKeys } from '../../../suite/cli/tested-server.ts';
import type { Report } from '../../../suite/report.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { listChecks } from '../../suite/catalogue.ts';
import { assertRunnable, type LoginRun, testLogin } from '../../suite/run.ts';
import { exampleTargets } from './addresses.ts';
import type { SsoTestFlags } from './flags.ts';
import { readSsoTestOptions, type SsoTestOptions } from './options.ts';

/** Creates the suite of `koo sso test` for the terminal of all suites. */
export function loginSuite(
  url: string | undefined,
  flags: SsoTestFlags & { readonly profile?: string | undefined },
  locate: LocateKeys,
  notice: (text: Localized) => void,
): Suite<SsoTestOptions> {
  return {
    name: 'sso',
    read: () => readSsoTestOptions(url, flags, locate),
    list: ({ targets = exampleTargets, notices }) => {
      for (const text of notices) notice(text);
      return listChecks(targets);
    },
    destination: ({ server, protocol }) => server && destinationOf(server, [protocolOf(protocol)]),
    run: runTest,
  };
}

type Run = Pick<LoginRun, 'options' | 'kit' | 'selection' | 'bail' | 'notices' | 'hostName' | 'timeoutMs'>;

/** Tests the server of the options, the one that koo starts, or the reference merchant. */
async function runTest(test: SsoTestOptions, output: SuiteOutput): Promise<Report> {
  const { server, targets, rsaPublicKey } = test;
  if (!server) return testDemo(test, output.live);
  if (!targets || !rsaPublicKey) throw new TypeError('no addresses or no key');
  const protocol = protocolOf(test.protocol);
  const { key, isFallback } = requireKey(server.located.keys, protocol.keyClass);
  const run: Run = {
    options: { targets, instanceId: test.instanceId, patienceMs: test.patienceMs },
    kit: { protocol: test.protocol, key, rsaPublicKey },
    selection: test.selection,
    bail: test.bail,
    notices: [...(isFallback ? [fallbackNotice([protocol])] : []), ...test.notices],
    timeoutMs: test.timeoutMs,
    ...(test.hostName !== undefined && { hostName: test.hostName }),
  };
  assertRunnable(run);
  // A running server keeps the test organisations unless koo unbinds them.
  const report = await endingOnSignals(() =>
    server.start
      ? testStarted(server.start, run, output)
      : runSuite(run, output.live.onProgress, interruption()),
  );
  // Who selects checks knows that not all are run.
  const isGreen = report.summary.failed === 0 && !report.interrupted && test.selection.only.length === 0;
  return isGreen ? { ...report, notices: [...report.notices, noSignatures(test.protocol)] } : report;
}

function noSignatures(protocol: KitProtocol): Localized {
  return both(
    'Not tested here: whether your server verifies the signatures of the kit. `koo callback test --protocol {protocol}` does that.',
    { protocol },
  );
}

function testStarted(start: ServerCommand, run: Run, output: SuiteOutput) {
  let printed = '';
  const { production } = run.options.targets;
  return testStartedServer(
    start,
    production,
    {
      ...output,
      keys: [run.kit.key],
      onOutput: (text) => {
        printed = (printed + text).slice(-maxOutput);
      },
    },
    ({ onProgress, signal }) => runSuite({ ...run, output: () => printed }, onProgress, signal),
  );
}

/** The length of a started server's output that is searched for secrets, in characters. */
const maxOutput = 4 * 1024 * 1024;

async function testDemo(test: SsoTestOptions, live: LiveOutput): Promise<Report> {
  const options = { instanceId: '', patienceMs: test.patienceMs };
  assertRunnable({ options: { ...options, targets: exampleTargets }, selection: test.selection });
  const demo = await startDemo({ mistakes: test.isBroken ? 'login' : undefined });
  const { target, origin, keys, rsaPublicKey } = demo;
  const targets = { production: target, ...loginAddresses(origin) };
  try {
    return await runSuite(
      {
        options: { ...options, targets },
        kit: { protocol: test.protocol, key: keys.kit, rsaPublicKey },
        selection: test.selection,
        bail: test.bail,
        notices: [],
        timeoutMs: test.timeoutMs,
      },
      live.onProgress,
      interruption(),
    );
  } finally {
    await demo.close();
  }
}

/** The time limit of a callback that unbinds after an interrupt, in milliseconds. */
const maxLastMs = 3_000;

/** Runs the suite; the signal ends it with a partial report. */
async function runSuite(
  run: Run & Pick<LoginRun, 'output'>,
  onProgress: LiveOutput['onProgress'],
  signal: AbortSignal,
): Promise<Report> {
  const { timeoutMs } = run;
  const deliverer = createDeliverer({ timeoutMs, signal, env: process.env });
  const last = createDeliverer({ timeoutMs: Math.min(timeoutMs, maxLastMs), env: process.env });
  try {
    return await testLogin({
      ...run,
      secrets: knownSecrets(),
      signal,
      onProgress,
      deliver: run.output ? awaitingCrash(deliverer.deliver, signal) : deliverer.deliver,
      deliverLast: last.deliver,
      env: process.env,
      random: randomBytes,
      now: () => new Date(),
      // An interrupt ends the wait; the suite then sees the signal.
      sleep: (milliseconds) => wait(milliseconds, undefined, { signal }).catch(() => {}),
    });
  } finally {
    await Promise.all([deliverer.close(), last.close()]);
  }
}
