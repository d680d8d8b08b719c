import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import { inputKeySources, resolveKeys } from '../../../account/cli/keys.ts';
import { type Config, parseConfig } from '../../../account/cli/koo-yaml/document.ts';
import { assertProfileName } from '../../../account/cli/profile.ts';
import { rememberOrigin } from '../../../account/origins.ts';
import { unwritableFileError, writeOutputFile } from '../../../cli/files/output-file.ts';
import { canPrompt, confirm, type PromptOptions, prompt, refusal } from '../../../cli/prompts.ts';
import { ignoreKooError, type KooError, usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { siteNames } from '../../../openapi/sites.ts';
import { given } from '../../../text/json.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { assertTarget } from '../../delivery/send.ts';
import { protocolList } from '../flags.ts';
import { configText } from './config-text.ts';
import type { InitOptions } from './flags.ts';
import { askChoice, askProtocols, askSale } from './questions.ts';

/** The written file and its settings. */
export interface InitResult {
  readonly path: string;
  readonly config: Config;
}

export interface InitContext extends PromptOptions {
  readonly notice: (text: Localized) => void;
}

const schemaPath = 'node_modules/koogallery-cli/schema/koo.schema.json';

/**
 * Writes a `koo.yaml` from flags and, on a terminal, from answers.
 *
 * @throws KooError (usage) `FILE_EXISTS` without `--force`; `MISSING_VALUE` without any settings and without a
 * terminal; `INVALID_VALUE` and other codes for invalid values
 */
export async function runInit(flags: InitOptions, options: InitContext): Promise<InitResult> {
  const { file, force } = flags;
  if (file === '-') throw invalidFileName();
  if (!force && existsSync(file)) throw fileExists(file);
  const chosen = fromFlags(flags);
  const asks = canPrompt(options);
  if (!asks && isEmpty(chosen)) throw nothingToWrite();
  if (!asks && hasIpAddress(chosen.callback?.url)) options.notice(noIpAddress);
  const config = asks ? await askMissing(chosen, options) : chosen;
  const schema = existsSync(join(dirname(file), schemaPath)) ? `./${schemaPath}` : undefined;
  const text = configText(config, schema);
  // Validates the text that will be written.
  const read = parseConfig(text, file);
  await (force ? writeOutputFile(file, text, 'file', mode) : writeNew(file, text));
  await rememberAddress(read.callback?.url);
  return { path: file, config: read };
}

/** Allows the keys of the environment at an address that the user has typed. Does not open a profile. */
async function rememberAddress(address: string | undefined): Promise<void> {
  const url = address === undefined ? null : URL.parse(address);
  if (!url || isLoopback(url.hostname)) return;
  const keys = await resolveKeys({}, inputKeySources).catch(ignoreKooError);
  if (keys) await rememberOrigin(process.env, url.origin, Object.values(keys));
}

function fromFlags({ url, protocol, sale, joint, encrypt, site, profile }: InitOptions): Config {
  if (url !== undefined) assertTarget(url);
  if (profile !== undefined) assertProfileName(profile);
  const protocols = protocol === undefined ? undefined : protocolList(protocol).map(({ id }) => id);
  const callback = given({ url, protocols, sale, joint, encrypt });
  return { ...given({ site, profile }), ...(!isEmpty(callback) && { callback }) };
}

function isEmpty(settings: object): boolean {
  return Object.keys(settings).length === 0;
}

/** Asks for the common settings that no flag gives. */
async function askMissing(chosen: Config, options: PromptOptions): Promise<Config> {
  const { callback: own = {} } = chosen;
  const url = await askUrl(own.url, options);
  const hasServer = url !== undefined;
  const protocols = own.protocols ?? (hasServer ? await askProtocols(options) : undefined);
  const sale = own.sale ?? (hasServer ? await askSale(options) : undefined);
  const site = chosen.site ?? (await askChoice(siteQuestion, sites, options));
  const callback = { ...own, ...given({ url, protocols, sale }) };
  return { ...chosen, ...(site !== 'none' && { site }), ...(!isEmpty(callback) && { callback }) };
}

/** Asks for the address until the user confirms it; `undefined` if there is none. */
async function askUrl(chosen: string | undefined, options: PromptOptions): Promise<string | undefined> {
  const url = chosen ?? ((await prompt(urlQuestion, options)) || undefined);
  if (!hasIpAddress(url)) return url;
  const keep = both('{fault} Keep the address?', { fault: noIpAddress });
  return (await confirm(keep, '--no-input', options)) ? url : askUrl(undefined, options);
}

/** Whether the host is an IP address of another machine. */
function hasIpAddress(url: string | undefined): boolean {
  const hostname = url === undefined ? undefined : URL.parse(url)?.hostname;
  return hostname !== undefined && isIP(hostname.replace(/^\[|\]$/g, '')) > 0 && !isLoopback(hostname);
}

/** @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html */
const noIpAddress = both('KooGallery accepts no IP address as a production address, only a domain name.');

const urlQuestion = {
  message: both('Production address of your callback server (leave empty if there is none)'),
  instead: '--url',
  optional: true,
  refuse: (text: string) => (text === '' ? undefined : refusal(() => assertTarget(text))),
};

const siteQuestion = { message: both('Which site of the open API do you use?'), instead: '--site' };
const sites = {
  none: both('decide later'),
  sandbox: siteNames.sandbox,
  cn: siteNames.cn,
  intl: siteNames.intl,
  eu: siteNames.eu,
} as const;

/** The mode of a new file, whatever the umask: koo does not use a koo.yaml that all users can write. */
const mode = 0o664;

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', mode).catch((error: NodeJS.ErrnoException) => {
    // The file was created during the questions, or it is a dangling link, which is not followed.
    throw error.code === 'EEXIST' ? fileExists(file) : unwritableFileError(error, file, undefined);
  });
  await handle
    .writeFile(text)
    .finally(() => handle.close())
    .catch((error: unknown) => {
      throw unwritableFileError(error, file, undefined);
    });
}

function fileExists(file: string): KooError {
  return usageError(
    'FILE_EXISTS',
    both('{file} already exists', { file }),
    both('Edit the file, choose another file with --file, or overwrite it with --force.'),
  );
}

/** For other commands `-` is stdout, which here is for the result. */
function invalidFileName(): KooError {
  return usageError(
    'INVALID_VALUE',
    both('--file must be a file name, not -'),
    both('For example: --file koo.yaml'),
  );
}

function nothingToWrite(): KooError {
  return usageError(
    'MISSING_VALUE',
    both('No settings were given'),
    both(
      'Give at least one of --url, --protocol, --sale, --site and --profile, or run the command on a terminal.',
    ),
  );
}
