import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, parseConfig } from '../../../account/cli/koo-yaml/document.ts';
import { assertProfileName } from '../../../account/cli/profile.ts';
import { rememberOrigin } from '../../../account/origins.ts';
import { wrappedTable } from '../../../cli/output/table.ts';
import { canPrompt, type PromptOptions, prompt, promptChoice } from '../../../cli/prompts.ts';
import { didYouMean, KooError, usageError } from '../../../errors/koo-error.ts';
import { isLoopback } from '../../../http/loopback.ts';
import { given } from '../../../text/json.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, type Localized, localize, t } from '../../../text/translate.ts';
import { assertTarget } from '../../delivery/send.ts';
import { loginAddresses } from '../../merchant/login/model.ts';
import type { ProtocolId, Sale } from '../../protocols/model.ts';
import { type Starter, type StarterLanguage, starterLanguages, starters } from '../../starter/languages.ts';
import { starterFiles } from '../../starter/project.ts';
import { protocolList, withKits } from '../flags.ts';
import { configText } from './config-text.ts';
import type { InitOptions } from './flags.ts';
import { askProtocols, askSale } from './questions.ts';
import { assertFree, writeProject } from './write-project.ts';

export interface StarterResult {
  readonly folder: string;
  readonly language: StarterLanguage;
  readonly protocols: readonly ProtocolId[];
  readonly sale: Sale;
  /** Below the folder. */
  readonly files: readonly string[];
  /** What must be installed. */
  readonly needs: Localized;
  /** Commands to run next. */
  readonly next: readonly string[];
}

/** The name of a starter and of its folder, if the user gives neither. */
const defaultName = 'koogallery-callbacks';
const defaultUrl = 'http://127.0.0.1:8080/saasproduce';
const maxName = 50;

/**
 * Writes a starter server into a folder, by default one of its name: the parts of the templates that its protocols and
 * its sale mode need, and a koo.yaml with which `koo callback test` starts it.
 *
 * @param template the language; empty to be asked
 * @param templates the folder `templates` of the package
 * @param options with the command that runs koo
 * @throws KooError (usage) `UNKNOWN_TEMPLATE`, `MISSING_VALUE`, `INVALID_NAME`, `INVALID_VALUE`, `FLAG_CONFLICT`,
 * `FILE_EXISTS`, `UNWRITABLE_FILE`
 */
export async function runStarter(
  template: string,
  folder: string | undefined,
  flags: InitOptions,
  templates: string,
  options: PromptOptions & { readonly koo: string },
): Promise<StarterResult> {
  assertFlags(flags);
  if (folder === '')
    throw usageError('INVALID_VALUE', both('FOLDER is empty'), both('Use . for the current folder.'));
  if (flags.name !== undefined) assertProjectName(flags.name);
  const named = folder ?? flags.name;
  // Every starter has this file, so a folder that is taken is refused before the questions.
  if (named !== undefined) await assertFree(named, [{ path: 'koo.yaml' }]);
  const starter = await chooseStarter(template, options);
  const { language, needs, setup, start } = starter;
  const chosen = protocolList(flags.protocol ?? (await askProtocols(options)).join(','));
  const protocols = (flags.joint ? withKits(chosen) : chosen).map(({ id }) => id);
  if (flags.encrypt && !protocols.some(isV1)) throw nothingToEncrypt();
  const sale = flags.sale ?? (canPrompt(options) ? await askSale(options) : 'period');
  assertSale(protocols, sale);
  const place = named ?? (await askName(options));
  const name = flags.name ?? projectName(basename(resolve(place)));
  const config = buildConfig(flags, starter, protocols, sale);
  const text = configText(config);
  parseConfig(text, 'koo.yaml');
  const files = [
    ...starterFiles(templates, { language, protocols, sale, name }),
    { path: 'koo.yaml', text, isExecutable: false },
  ];
  await writeProject(place, files);
  // koo does not ask about a command that it has written itself.
  const file = join(await realpath(place), 'koo.yaml');
  await rememberOrigin(process.env, pathToFileURL(file).href, [start]);
  return {
    folder: place,
    language,
    protocols,
    sale,
    files: files.map(({ path }) => path),
    needs,
    next: [
      ...(resolve(place) === process.cwd() ? [] : [`cd ${shellWord(place)}`]),
      ...(setup === undefined ? [] : [setup]),
      `${options.koo} callback test`,
      ...(config.sso ? [`${options.koo} sso test`] : []),
    ],
  };
}

function assertFlags({ force, file, url, profile }: InitOptions): void {
  if (force) {
    throw usageError(
      'FLAG_CONFLICT',
      both('--force cannot be used with --template'),
      both('A starter is never written over a file: it may be your own code by now. Choose another folder.'),
    );
  }
  if (file !== 'koo.yaml') {
    throw usageError(
      'FLAG_CONFLICT',
      both('--file cannot be used with --template'),
      both('The settings of a starter are in the koo.yaml of its folder. Give the folder as an argument.'),
    );
  }
  if (url !== undefined) assertLocal(url);
  if (profile !== undefined) assertProfileName(profile);
}

/**
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649172.html (licence codes)
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649282.html (online licences)
 */
function assertSale(protocols: readonly ProtocolId[], sale: Sale): void {
  const isLicence = protocols.every((id) => id === 'license-code' || id === 'online-license');
  if (sale !== 'on-demand' || !isLicence) return;
  throw usageError(
    'FLAG_CONFLICT',
    both('Licences are not sold on demand'),
    both('Use --sale period or --sale one-time.'),
  );
}

const isV1 = (id: ProtocolId) => id === 'v1' || id === 'v1-kit';

function nothingToEncrypt(): KooError {
  return usageError(
    'FLAG_CONFLICT',
    both('--encrypt is for v1 and v1-kit only'),
    both('Omit it: other protocols have no fields that are encrypted with the access key.'),
  );
}

/** Asserts that an address is on this machine, where koo starts the starter. */
function assertLocal(url: string): void {
  assertTarget(url);
  const { protocol, hostname } = new URL(url);
  if (protocol === 'http:' && isLoopback(hostname)) return;
  throw usageError(
    'INVALID_VALUE',
    both('--url: a starter needs its address on this machine, not {url}', { url }),
    both('For example: --url {url}', { url: defaultUrl }),
  );
}

/** Renders the starters as a table. */
export function renderStarters(list: readonly Starter[]): string {
  return wrappedTable(
    [t('LANGUAGE'), t('FRAMEWORK'), t('REQUIRES')],
    list.map(({ language, framework, needs }) => [language, localize(framework), localize(needs)]),
  );
}

async function chooseStarter(template: string, options: PromptOptions): Promise<Starter> {
  const language = template === '' ? await askLanguage(options) : template;
  const found = starters.find((starter) => starter.language === language);
  if (found) return found;
  throw new KooError({
    category: 'usage',
    code: 'UNKNOWN_TEMPLATE',
    message: both('There is no starter for "{language}"', { language }),
    ...didYouMean(language, starterLanguages, listedLanguages()),
  });
}

function listedLanguages(): Localized {
  const list = starters.map(({ language, framework }) =>
    both('{language} ({framework})', { language, framework }),
  );
  return both('Use one of: {list}. `koo init --template list` shows what each needs.', { list });
}

function askLanguage(options: PromptOptions): Promise<StarterLanguage> {
  const choices = starters.map(({ language, framework, needs }) => ({
    value: language,
    name: `${language}  ${localize(framework)}`,
    short: language,
    description: localize(needs),
  }));
  return promptChoice(
    {
      message: both('Language of the starter'),
      instead: '--template LANGUAGE',
      missing: { message: both('--template has no language'), hint: listedLanguages() },
    },
    choices,
    options,
  );
}

async function askName(options: PromptOptions): Promise<string> {
  if (!canPrompt(options)) return defaultName;
  return prompt(
    {
      message: both('Name of the project and of its folder'),
      instead: '--name',
      initial: defaultName,
      refuse: (text) => (isProjectName(text) ? undefined : nameRule),
    },
    options,
  );
}

function isProjectName(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= maxName;
}

/** @throws KooError (usage, `INVALID_NAME`) */
function assertProjectName(name: string): void {
  if (isProjectName(name)) return;
  throw usageError('INVALID_NAME', both('The name "{name}" is not valid', { name }), nameRule);
}

const nameRule = both(
  'Use up to {maxName} lower-case letters, digits and hyphens, the first of them a letter.',
  { maxName },
);

/** Derives the name of a project from that of its folder: `My Demo_2` becomes `my-demo-2`. */
function projectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, maxName)
    .replace(/-$/, '');
  if (name !== '') return name;
  throw usageError(
    'INVALID_NAME',
    both('The name of the folder {folder} cannot be that of a project', { folder }),
    both('Give the project a name with --name. {nameRule}', { nameRule }),
  );
}

function buildConfig(
  { url = defaultUrl, joint, encrypt = 'aes256', site, profile }: InitOptions,
  { start, hasLogin }: Starter,
  protocols: ProtocolId[],
  sale: Sale,
): Config {
  const hasKit = protocols.some((id) => id.endsWith('-kit'));
  return {
    ...given({ site, profile }),
    callback: {
      url,
      start,
      generateKeys: true,
      protocols,
      sale,
      ...given({ joint }),
      ...(protocols.some(isV1) && { encrypt }),
    },
    ...(hasLogin && hasKit && { sso: loginAddresses(new URL(url).origin) }),
  };
}
