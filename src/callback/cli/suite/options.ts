import { resolve } from 'node:path';
import type { Config } from '../../../account/cli/koo-yaml/document.ts';
import { type LoadedConfig, loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import { readRsaKeyFile } from '../../../account/cli/rsa-key-file.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { isDemo } from '../../../suite/cli/flags.ts';
import type { CommonOptions } from '../../../suite/cli/run-suite.ts';
import { type LocateKeys, readServer } from '../../../suite/cli/tested-server.ts';
import { readSelection } from '../../../suite/selection.ts';
import { commaList } from '../../../text/comma-list.ts';
import { both } from '../../../text/translate.ts';
import { queriesOrders } from '../../checks/order-lookup.ts';
import { generateRsaKeys } from '../../delivery/random.ts';
import { assertTarget } from '../../delivery/send.ts';
import { splitAssignment } from '../../delivery/values.ts';
import type { NamedScenario } from '../../exploration/checks.ts';
import type { SuiteOptions } from '../../probe/model.ts';
import { protocols } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/model.ts';
import { protocolList, withKits } from '../flags.ts';
import type { TestFlags } from './flags.ts';
import { readScenarios } from './scenarios.ts';

/** The seed without `--seed`, so that every run makes the same calls. */
const defaultSeed = 1;

export interface OrderApiOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Whether the user has not asked for it. */
  readonly isDefault: boolean;
}

/** Options of `koo callback test`, merged from flags and koo.yaml. */
export interface TestOptions extends CommonOptions, Omit<SuiteOptions, 'target'> {
  readonly protocols: readonly Protocol[];
  readonly bail: boolean;
  readonly concurrency: number;
  /** The order API to run. */
  readonly orderApi?: OrderApiOptions;
  /** Whether the merchant in this process has mistakes. */
  readonly isBroken: boolean;
  /** Flows to run instead of the suite. */
  readonly scenarios?: readonly NamedScenario[];
  /** Folder for the scenarios of lives that fail. */
  readonly scenarioFolder: string;
}

/**
 * Reads the options of `koo callback test`: flags take precedence over koo.yaml.
 *
 * @throws KooError (usage) for invalid options
 */
export async function readTestOptions(
  url: string | undefined,
  flags: TestFlags & { readonly profile?: string | undefined },
  locate: LocateKeys,
): Promise<TestOptions> {
  const demo = isDemo(flags);
  const loaded: LoadedConfig = demo ? { config: {} } : await loadConfig(flags.config);
  const config = loaded.config.callback ?? {};
  const target = demo ? undefined : readTarget(url, config.url, flags.list);
  if (demo && url !== undefined) {
    throw usageError(
      'DEMO_WITH_URL',
      both('--demo cannot be combined with a URL'),
      both('Give a URL to test your server, or --demo or --demo=broken to test a server in koo itself.'),
    );
  }
  const keyFile = flags['rsa-public-key'];
  const scenarios = flags.scenario && (await readScenarios(flags.scenario));
  const tested = scenarios
    ? protocols.filter(({ id }) => scenarios.some(({ protocol }) => protocol === id))
    : chosenProtocols(flags, config);
  const typed = Object.fromEntries((flags.set ?? []).map(splitAssignment));
  const set = { ...config.set, ...typed };
  const encrypt = flags.encrypt ?? config.encrypt ?? 'aes256';
  const needsRsaKey =
    keyFile === undefined && (isJoint(tested) || isJoint(protocolList(config.protocols?.join(','))));
  const server =
    target === undefined
      ? undefined
      : await readServer(
          { url: target, file: url === undefined ? loaded.path : undefined, isConfigured: url === undefined },
          flags,
          loaded,
          { encrypt, set, ...(needsRsaKey && { newRsaKeys: generateRsaKeys }) },
          locate,
        );
  const rsaPublicKey =
    keyFile === undefined ? server?.generated?.rsaPublicKey : await readRsaKeyFile('rsa-public-key', keyFile);
  // Nothing is at stake on this machine.
  const isLocal = demo || isLoopback(new URL(target ?? exampleTarget).hostname);
  const hasOrderApi =
    flags['order-api'] !== undefined ||
    (isLocal && server?.start && tested.some(queriesOrders) && !flags['no-order-api']);
  const license = tested.some(({ id }) => id === 'license-code') ? server?.generated?.license : undefined;
  return {
    server,
    isBroken: flags['demo=broken'],
    configured: Object.entries(config.set ?? {})
      .filter(([name]) => !(name in typed))
      .map(([name, value]) => `${name}=${value}`),
    protocols: tested,
    ...(scenarios && { scenarios }),
    scenarioFolder: flags['scenario-dir'],
    sale: scenarios?.[0]?.sale ?? flags.sale ?? config.sale ?? 'period',
    encrypt: encrypt === 'aes128' ? 128 : 256,
    require:
      flags.require === undefined
        ? (config.require ?? [])
        : commaList(flags.require).filter((item) => item !== ''),
    asReal: flags['as-real'] ?? isLocal,
    ...(hasOrderApi && {
      orderApi: { port: flags['order-api'] ?? 0, isDefault: flags['order-api'] === undefined },
    }),
    set: { ...(license !== undefined && { license }), ...set },
    selection: readSelection(flags, config.skip),
    ...(flags.explore !== 0 &&
      !scenarios && {
        explore: {
          seed: flags.seed ?? defaultSeed,
          concurrency: flags.concurrency,
          ...(flags.explore !== undefined && { runs: flags.explore }),
        },
      }),
    deep: flags.deep,
    bail: flags.bail,
    concurrency: flags.concurrency,
    timeoutMs: flags.timeout * 1000,
    pollIntervalMs: flags['poll-interval'] * 1000,
    ...(loaded.path !== undefined && { configFile: resolve(loaded.path) }),
    ...(rsaPublicKey && { rsaPublicKey }),
  };
}

const isJoint = (chosen: readonly Protocol[]) => chosen.some(({ keyClass }) => keyClass === 'kit');

/** Address for a list of the checks. */
export const exampleTarget = 'https://isv.example.com/';

function readTarget(url: string | undefined, configured: string | undefined, listing: boolean): string {
  const target = url ?? configured;
  if (target === undefined) {
    if (listing) return exampleTarget;
    throw usageError(
      'NO_URL',
      both('The URL of the callback server is missing'),
      both('Give the production address as an argument, set callback.url in koo.yaml, or use --demo.'),
    );
  }
  assertTarget(target, url === undefined ? 'callback.url' : undefined);
  return target;
}

function chosenProtocols(flags: TestFlags, config: NonNullable<Config['callback']>): readonly Protocol[] {
  const named = flags.protocol ?? config.protocols?.join(',');
  if (named === undefined && (flags.demo || flags.list)) return protocols;
  const chosen = protocolList(named ?? 'v2');
  return (flags.joint ?? config.joint) ? withKits(chosen) : chosen;
}
