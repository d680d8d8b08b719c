import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { inputLimits, readInputFile } from '../../../cli/files/input-file.ts';
import { concealSecrets } from '../../../cli/output/edge.ts';
import {
  canPrompt,
  confirm,
  type PromptOptions,
  prompt,
  promptChoice,
  refusal,
} from '../../../cli/prompts.ts';
import { KooError, usageError } from '../../../errors/koo-error.ts';
import type { Site } from '../../../openapi/sites.ts';
import type { Credential } from '../../../signing/sdk-hmac.ts';
import { both, type Localized } from '../../../text/translate.ts';
import { pageAddress } from '../../console-pages.ts';
import { type CsvCredential, parseCredentialsCsv, pathOf } from '../../credentials-csv.ts';
import type { Environment } from '../../folders.ts';
import type { LoginKeyOptions } from '../api-flags.ts';
import {
  assertHeaderText,
  isTemporaryAk,
  looksLikeAk,
  looksLikeSk,
  shortAk,
  unusualAk,
  unusualSk,
} from '../credential.ts';
import { findPairVariables } from '../key-source.ts';
import { readKey } from '../keys.ts';
import { keysOf } from './target.ts';

/** The known parts of an AK/SK, and the file that it was read from. */
export type PartialPair = Partial<Credential> & { readonly file?: string };
export type Pair = Credential & { readonly file?: string };

export interface PairContext extends PromptOptions {
  readonly env: Environment;
  readonly notice: (text: Localized) => void;
}

/**
 * The AK/SK that flags and the environment give. Keys for Huawei's SDKs are used only with Huawei's sites.
 *
 * @throws KooError (usage) `INVALID_CREDENTIALS_FILE`, `SEVERAL_KEYS`, `UNREADABLE_FILE`, `INVALID_KEY`
 */
export async function givenPair(
  flags: LoginKeyOptions,
  site: Site,
  context: PairContext,
): Promise<PartialPair & { readonly isForSdks: boolean }> {
  const { env } = context;
  const csv = flags['credentials-file'];
  if (csv !== undefined) return { ...(await readPairOfCsv(csv, flags.ak, context)), isForSdks: false };
  const file = flags['sk-stdin'] ? '-' : flags['sk-file'];
  const isFlagged = flags.ak !== undefined || file !== undefined;
  const names = findPairVariables(env, isFlagged ? 'custom' : site.id);
  const [akName, skName, tokenName] = names ?? (['KOO_AK', 'KOO_SK', 'KOO_SECURITY_TOKEN'] as const);
  const ak = flags.ak || env[akName];
  // The SK and the token of another AK are not combined with this one.
  const isOtherPair = Boolean(env[akName]) && ak !== env[akName];
  if (isOtherPair) warnOfOtherPair([...(file === undefined ? [skName] : []), tokenName], akName, context);
  const own = isOtherPair ? {} : env;
  const sk =
    file === undefined ? own[skName] : await readKey(file, flags['sk-stdin'] ? 'sk-stdin' : 'sk-file');
  const securityToken = ak || sk ? own[tokenName] : undefined;
  concealSecrets([sk, securityToken]);
  return {
    ...(ak && { ak }),
    ...(sk && { sk }),
    ...(securityToken && { securityToken }),
    isForSdks: names !== undefined && akName !== 'KOO_AK',
  };
}

function warnOfOtherPair(names: readonly string[], akName: string, { env, notice }: PairContext): void {
  const variables = names.filter((name) => env[name]);
  if (variables.length === 0) return;
  notice(
    both('koo does not use {variables, and}, because --ak is not the AK of {akName}.', { variables, akName }),
  );
}

/**
 * Prompts for what is missing of an AK/SK. Nothing of a wrong form is accepted at the prompt; a given value of an
 * unusual form is asked about.
 *
 * @param current a pair to change: Enter keeps its AK, and its SK
 * @throws KooError (usage) `MISSING_VALUE` without a terminal, `INVALID_KEY`, `KEYS_SWAPPED`; (interrupted) `CANCELLED`
 */
export async function requirePair(
  given: PartialPair,
  site: Site,
  context: PairContext,
  current?: Pair,
): Promise<Pair> {
  assertHeaderText('AK', given.ak ?? '');
  assertHeaderText('SK', given.sk ?? '');
  if (looksLikeSk(given.ak ?? '') && looksLikeAk(given.sk ?? '')) throw swappedError();
  const ofHuawei = site.id !== 'custom';
  const keepsAk = given.ak !== undefined && (await isAccepted(ofHuawei && unusualAk(given.ak), context));
  const asked = keepsAk ? { ...given, ak: given.ak } : await askAk(site, context, current?.ak);
  const sk = asked.sk ?? given.sk;
  const keepsSk = sk !== undefined && (await isAccepted(ofHuawei && unusualSk(sk), context));
  const pair = { ...asked, sk: keepsSk ? sk : await askSk(ofHuawei, context, current?.sk) };
  const isGivenAk = given.ak === undefined || given.ak === pair.ak;
  const givenToken = isGivenAk ? given.securityToken : undefined;
  const securityToken =
    (pair.ak === current?.ak ? current.securityToken : givenToken) ??
    (await askToken(pair.ak, ofHuawei, context));
  assertHeaderText('KOO_SECURITY_TOKEN', securityToken);
  return { ...pair, ...(securityToken && { securityToken }) };
}

async function askAk(
  site: Site,
  context: PairContext,
  initial: string | undefined,
): Promise<PartialPair & { readonly ak: string }> {
  if (canPrompt(context) && site.id !== 'custom') {
    const place = keysOf(site.id);
    const canOpen = pageAddress('keys', site.id) !== undefined;
    context.notice(
      canOpen ? both('{place} (to open it: `koo open keys --site {site}`)', { place, site: site.id }) : place,
    );
  }
  const answer = await prompt(
    {
      message: both('AK (access key ID), or the path of credentials.csv'),
      instead: '--ak',
      missing: {
        message: both('The AK (access key ID) is missing'),
        hint: both('Use --ak or --credentials-file, or set KOO_AK.'),
      },
      isSecret: looksLikeSk,
      refuse: (text) => akFault(text, site, context),
      ...(initial !== undefined && { initial }),
    },
    context,
  );
  const path = pathOf(answer, home(context));
  return path === undefined ? { ak: answer } : readPairOfCsv(path, undefined, context);
}

async function akFault(text: string, site: Site, context: PairContext): Promise<Localized | undefined> {
  const path = pathOf(text, home(context));
  // The text is not repeated: it may be an SK.
  if (path !== undefined && !existsSync(path)) return both('This is neither an AK nor the path of a file.');
  if (path !== undefined) return readCsv(path).then(() => undefined, refused);
  if (looksLikeSk(text)) return both('This has the form of an SK. Type the AK; the SK comes next.');
  const fault = site.id === 'custom' ? undefined : unusualAk(text);
  return fault && both('{fault}. If yours differs, use --ak.', { fault });
}

function refused(error: unknown): Localized {
  if (error instanceof KooError) return error.facts.message;
  throw error;
}

async function askSk(ofHuawei: boolean, context: PairContext, current: string | undefined): Promise<string> {
  const keep = current === undefined ? undefined : { message: keptSk, optional: true };
  for (;;) {
    const sk = (await prompt({ ...skQuestion, ...keep }, context)) || current;
    if (sk !== undefined && (await isAccepted(ofHuawei && unusualSk(sk), context))) return sk;
  }
}

const keptSk = both('SK (secret access key; Enter keeps the current one)');

const skQuestion = {
  message: both('SK (secret access key)'),
  instead: '--sk-file',
  missing: {
    message: both('The SK (secret access key) is missing'),
    hint: both('Use --sk-file or --sk-stdin, or set KOO_SK.'),
  },
  secret: true,
  refuse: (text: string) =>
    looksLikeAk(text)
      ? both('This has the form of an AK. Type the SK.')
      : refusal(() => assertHeaderText('SK', text)),
};

/** Asks for the security token of a temporary AK. */
async function askToken(ak: string, ofHuawei: boolean, context: PairContext): Promise<string> {
  if (!ofHuawei || !isTemporaryAk(ak) || !canPrompt(context)) return '';
  const { KOO_AK, KOO_SECURITY_TOKEN } = context.env;
  if (KOO_SECURITY_TOKEN && (!KOO_AK || KOO_AK === ak)) return KOO_SECURITY_TOKEN;
  return prompt(
    {
      message: both('Security token of the temporary AK (Enter to skip)'),
      instead: 'KOO_SECURITY_TOKEN',
      secret: true,
      optional: true,
      refuse: (text) => refusal(() => assertHeaderText('KOO_SECURITY_TOKEN', text)),
    },
    context,
  );
}

/** Whether a value is to be used in spite of its form. Without a terminal the server decides. */
async function isAccepted(fault: Localized | false | undefined, context: PairContext): Promise<boolean> {
  if (!fault || !canPrompt(context)) return true;
  return confirm(both('{fault}. Use it anyway?', { fault }), '--no-input', context);
}

async function readPairOfCsv(path: string, ak: string | undefined, context: PairContext): Promise<Pair> {
  const pair = await chooseRow(await readCsv(path), ak, context);
  if (looksLikeSk(pair.ak) && looksLikeAk(pair.sk)) throw swappedError();
  const file = path === '-' ? 'stdin' : basename(path);
  context.notice(both('Read the AK/SK {ak} from {file}.', { ak: shortAk(pair.ak), file }));
  return { ak: pair.ak, sk: pair.sk, ...(path !== '-' && { file: path }) };
}

async function readCsv(path: string): Promise<CsvCredential[]> {
  const bytes = await readInputFile(path, { limit: inputLimits.credentials, flag: 'credentials-file' });
  const pairs = parseCredentialsCsv(bytes, path === '-' ? 'stdin' : basename(path));
  concealSecrets(pairs.map(({ sk }) => sk));
  for (const { ak, sk } of pairs) {
    assertHeaderText('AK', ak);
    assertHeaderText('SK', sk);
  }
  return pairs;
}

/** The only pair of a file, the one that `--ak` names, or the one that the user chooses. */
async function chooseRow(
  pairs: readonly CsvCredential[],
  ak: string | undefined,
  context: PairContext,
): Promise<CsvCredential> {
  const found = ak === undefined ? pairs : pairs.filter((pair) => pair.ak === ak);
  const [first] = found;
  if (!first) {
    throw usageError(
      'UNKNOWN_AK',
      both('The file does not contain the AK of --ak'),
      both('Omit --ak, or choose another file.'),
    );
  }
  if (found.length === 1) return first;
  const chosen = await promptChoice(
    {
      message: both('Which AK/SK of the file?'),
      instead: '--ak',
      missing: {
        message: both('The file contains {count} AK/SK pairs', { count: found.length }),
        hint: both('Choose one with --ak.'),
      },
    },
    found.map((pair, index) => ({ value: String(index), name: `${pair.user}  ${shortAk(pair.ak)}` })),
    context,
  );
  return found[Number(chosen)] ?? first;
}

function home({ env }: PairContext): string {
  return env.HOME || homedir();
}

function swappedError(): KooError {
  return usageError(
    'KEYS_SWAPPED',
    both('The AK and the SK are swapped'),
    both(
      'The AK (access key ID) has 20 upper-case letters and digits, the SK (secret access key) 40 characters. Nothing was sent.',
    ),
  );
}
