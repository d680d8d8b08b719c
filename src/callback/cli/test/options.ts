import { randomInt } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { LocatedKeys } from '../../../account/cli/keys.ts';
import type { Config } from '../../../account/cli/koo-yaml/document.ts';
import { type LoadedConfig, loadConfig } from '../../../account/cli/koo-yaml/file.ts';
import { readRsaKeyFile } from '../../../account/cli/rsa-key-file.ts';
import { table } from '../../../cli/output/table.ts';
import { type KooError, usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { isDemo } from '../../../suite/cli/flags.ts';
import { generateKeys } from '../../../suite/cli/generated-keys.ts';
import type { ServerCommand } from '../../../suite/cli/server-process.ts';
import type { CheckInfo } from '../../../suite/report.ts';
import type { Selection } from '../../../suite/selection.ts';
import { commaList } from '../../../text/comma-list.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, localize, t } from '../../../text/translate.ts';
import type { OrderSource, SuiteOptions } from '../../checks/model.ts';
import { generateRsaKeys } from '../../delivery/random.ts';
import { assertTarget } from '../../delivery/send.ts';
import { splitAssignment } from '../../delivery/values.ts';
import type { NamedScenario } from '../../exploration/checks.ts';
import { protocols } from '../../protocols/index.ts';
import type { Protocol } from '../../protocols/model.ts';
import { protocolList, withKits } from '../flags.ts';
import type { TestFlags } from './flags.ts';
import { readScenarios } from './scenarios.ts';

/** Options of `koo callback test`, merged from flags and koo.yaml. */
export interface TestOptions extends Omit<SuiteOptions, 'target'> {
  /** Absent: the reference merchant in this process. */
  readonly target: string | undefined;
  readonly protocols: readonly Protocol[];
  readonly located: LocatedKeys;
  /** The koo.yaml that names the target; absent if the user has typed it. */
  readonly targetFile?: string;
  /** Values of calls that come from koo.yaml: `instanceId=abc`. */
  readonly configured: readonly string[];
  /** Values of `--allow-origin`. */
  readonly allowed: readonly string[];
  readonly selection: Selection;
  readonly bail: boolean;
  readonly concurrency: number;
  /** Whether the merchant in this process has mistakes. */
  readonly isBroken: boolean;
  /** Flows to run instead of the suite. */
  readonly scenarios?: readonly NamedScenario[];
  /** Folder for the scenarios of lives that fail. */
  readonly scenarioFolder: string;
  /** Path of koo.yaml; absent if there is none. */
  readonly configFile?: string;
  /** Absent: the server is running already. */
  readonly start?: ServerCommand;
  /** Whether koo.yaml would start a server with generated keys, had the user not given a URL. */
  readonly couldGenerate?: true;
  /** Starts the order API that the server is to query. */
  readonly startOrderApi?: () => Promise<OrderApi>;
}

/** An order API that koo runs for the server under test. */
export interface OrderApi extends OrderSource {
  readonly url: string;
  readonly credential: { readonly ak: string; readonly sk: string };
  close(): Promise<void>;
}

/** Milliseconds for the generated lives of a run, and the number of exploration checks of each protocol. */
const explorationMs = 1000;
const checksPerProtocol = 2;

/**
 * Reads the options of `koo callback test`: flags take precedence over koo.yaml.
 *
 * @param locate reads the access keys, of the profile only if that is wanted
 * @throws KooError (usage) for invalid options
 */
export async function readTestOptions(
  url: string | undefined,
  flags: TestFlags & { readonly profile?: string | undefined },
  locate: (withProfile: boolean) => Promise<LocatedKeys>,
): Promise<TestOptions> {
  const demo = isDemo(flags);
  const loaded: LoadedConfig = demo ? { config: {} } : await loadConfig(flags.config);
  const config = loaded.config.callback ?? {};
  const target = demo ? undefined : readTarget(url, config.url, flags.list);
  if (demo && url !== undefined) {
    throw usage('DEMO_WITH_URL', both('--demo cannot be combined with a URL'));
  }
  const keyFile = flags['rsa-public-key'];
  const scenarios = flags.scenario && (await readScenarios(flags.scenario));
  const tested = scenarios
    ? protocols.filter(({ id }) => scenarios.some(({ protocol }) => protocol === id))
    : chosenProtocols(flags, config);
  const typed = Object.fromEntries((flags.set ?? []).map(splitAssignment));
  const set = { ...config.set, ...typed };
  const encrypt = flags.encrypt ?? config.encrypt ?? 'aes256';
  const start = serverCommand(url, flags, loaded);
  const isGenerated =
    start && target !== undefined && config.generateKeys && flags.profile === undefined && isLocal(target);
  const generated = isGenerated
    ? await generateKeys(await locate(false), {
        url: target,
        encrypt,
        licenses: Object.keys(set).flatMap((name) => (/(^|\.)license$/.test(name) ? (set[name] ?? []) : [])),
        ...(keyFile === undefined &&
          (isJoint(tested) || isJoint(protocolList(config.protocols?.join(',')))) && {
            newRsaKeys: generateRsaKeys,
          }),
      })
    : undefined;
  return {
    target,
    isBroken: flags['demo=broken'],
    located: generated?.located ?? (await locate(true)),
    ...(url === undefined && loaded.path !== undefined && { targetFile: loaded.path }),
    configured: Object.entries(config.set ?? {})
      .filter(([name]) => !(name in typed))
      .map(([name, value]) => `${name}=${value}`),
    allowed: flags['allow-origin'] ?? [],
    protocols: tested,
    ...(scenarios && { scenarios }),
    scenarioFolder: flags['scenario-dir'],
    sale: scenarios?.[0]?.sale ?? flags.sale ?? config.sale ?? 'period',
    encrypt: encrypt === 'aes128' ? 128 : 256,
    require: list(flags.require) ?? config.require ?? [],
    asReal: flags['as-real'],
    set: { ...(tested.some(({ id }) => id === 'license-code') && generated?.set), ...set },
    selection: {
      only: list(flags.only) ?? [],
      skip: [...(config.skip ?? []), ...(list(flags.skip) ?? []).map((id) => ({ id }))],
    },
    ...(flags.explore !== 0 &&
      !scenarios && {
        explore: {
          seed: flags.seed ?? randomInt(0x7fffffff),
          budgetMs: explorationMs / (checksPerProtocol * tested.length),
          ...(flags.explore !== undefined && { runs: flags.explore }),
        },
      }),
    bail: flags.bail,
    concurrency: flags.concurrency,
    timeoutMs: flags.timeout * 1000,
    pollIntervalMs: flags['poll-interval'] * 1000,
    ...(loaded.path !== undefined && { configFile: resolve(loaded.path) }),
    ...(start && { start: { ...start, ...generated?.server } }),
    ...(!start &&
      url !== undefined &&
      config.start !== undefined &&
      config.generateKeys && { couldGenerate: true }),
    ...generated?.rsa,
    ...(keyFile !== undefined && { rsaPublicKey: await readRsaKeyFile('rsa-public-key', keyFile) }),
  };
}

const isLocal = (url: string) => isLoopback(new URL(url).hostname);
const isJoint = (chosen: readonly Protocol[]) => chosen.some(({ keyClass }) => keyClass === 'kit');

function readTarget(url: string | undefined, configured: string | undefined, listing: boolean): string {
  const target = url ?? configured;
  if (target === undefined) {
    if (listing) return 'https://isv.example.com/';
    throw usage(
      'NO_URL',
      both('The URL of the callback server is missing'),
      both('Give the production address as an argument, set callback.url in koo.yaml, or use --demo.'),
    );
  }
  assertTarget(target, url === undefined ? 'callback.url' : undefined);
  return target;
}

/** The command of koo.yaml starts the server whose URL stands beside it, and no other. */
function serverCommand(
  url: string | undefined,
  flags: TestFlags,
  { config, path }: LoadedConfig,
): ServerCommand | undefined {
  const configured = url === undefined ? config.callback?.start : undefined;
  const command = flags.start ?? configured;
  if (command === undefined || isDemo(flags) || flags.list) return undefined;
  const isConfigured = flags.start === undefined && path !== undefined;
  return {
    command,
    folder: isConfigured ? dirname(resolve(path)) : process.cwd(),
    ...(isConfigured && { file: path }),
    timeoutMs: flags['start-timeout'] * 1000,
    ...(flags['start-log'] !== undefined && { logFile: flags['start-log'] }),
  };
}

function chosenProtocols(flags: TestFlags, config: NonNullable<Config['callback']>): readonly Protocol[] {
  const named = flags.protocol ?? config.protocols?.join(',');
  if (named === undefined && (flags.demo || flags.list)) return protocols;
  const chosen = protocolList(named ?? 'v2');
  return (flags.joint ?? config.joint) ? withKits(chosen) : chosen;
}

function list(text: string | undefined): string[] | undefined {
  return text === undefined ? undefined : commaList(text).filter((item) => item !== '');
}

const seeHelp: Localized = both(
  'Give a URL to test your server, or --demo or --demo=broken to test a server in koo itself.',
);

function usage(code: string, message: Localized, hint: Localized = seeHelp): KooError {
  return usageError(code, message, hint);
}

/** Renders the checks as a table. */
export function renderChecks(checks: readonly CheckInfo[]): string {
  return table(
    [t('CHECK'), t('SEVERITY'), t('TITLE'), t('DOCUMENTATION')],
    checks.map((check) => [
      check.id,
      check.severity === 'error' ? t('error') : t('warning'),
      localize(check.title),
      check.source.replace('https://', ''),
    ]),
  );
}
