import { pathToFileURL } from 'node:url';
import { cancelledError, canPrompt, confirm } from '../../cli/prompts.ts';
import { configurationError, KooError } from '../../errors/koo-error.ts';
import { isLoopback } from '../../http/loopback.ts';
import type { KeyClass } from '../../signing/key-class.ts';
import { commaList } from '../../text/comma-list.ts';
import { oneLine, withUnseen } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { clip, width } from '../../text/width.ts';
import type { Environment } from '../folders.ts';
import { areKnown, parseOrigin, rememberOrigin } from '../origins.ts';
import { keyInputs, type LocatedKeys, requireKey } from './keys.ts';

/** Where signed requests go, and with which keys. */
export interface Destination {
  readonly url: string;
  /** The koo.yaml that names the URL; absent if the user has typed it. */
  readonly file?: string | undefined;
  readonly keys: readonly SigningKey[];
}

export interface SigningKey {
  readonly keyClass: KeyClass;
  readonly key: string;
  readonly source: Localized;
}

export interface DestinationOptions {
  readonly allowed: readonly string[];
  readonly env: Environment;
  /** Whether koo must not ask. */
  readonly noInput: boolean;
}

/** The keys that sign for these protocols, each once. @throws KooError (configuration, `NO_ACCESS_KEY`) */
export function signingKeys(
  { keys, sources }: LocatedKeys,
  protocols: readonly { readonly keyClass: KeyClass }[],
): readonly SigningKey[] {
  const found = new Map<KeyClass, SigningKey>();
  for (const { keyClass: own } of protocols) {
    const { key, isFallback } = requireKey(keys, own);
    const keyClass = isFallback ? 'base' : own;
    found.set(keyClass, { keyClass, key, source: sources[keyClass] ?? verbatim('?') });
  }
  return [...found.values()];
}

/**
 * Asserts that the keys may sign requests to a destination: on this machine, if the user has typed the URL, if
 * `--allow-origin` or `KOO_ALLOW_ORIGIN` allows it, or if the keys were used there before. Otherwise only a koo.yaml names
 * the address, which may belong to anyone who wants signed requests: on a terminal, koo asks.
 *
 * @throws KooError (configuration, `ORIGIN_NOT_ALLOWED`), (usage, `INVALID_ORIGIN`), (interrupted, `CANCELLED`)
 */
export async function assertAllowed(destination: Destination, options: DestinationOptions): Promise<void> {
  const { env, noInput } = options;
  const { origin, hostname } = new URL(destination.url);
  const allowed = allowedOrigins(options);
  if (isLoopback(hostname) || allowed.includes(origin)) return;
  const keys = destination.keys.map(({ key }) => key);
  const { file } = destination;
  if (file === undefined) return rememberOrigin(env, origin, keys);
  if (await areKnown(env, origin, keys)) return;
  const facts = { file, origin, keys: describeKeys(destination.keys) };
  if (!canPrompt({ noInput })) {
    throw new KooError({
      category: 'configuration',
      code: 'ORIGIN_NOT_ALLOWED',
      message: both(
        '{file} names {origin}, for which these access keys have not been used before: {keys}',
        facts,
      ),
      hint: both(
        'If it is your server, add --allow-origin {origin}, set KOO_ALLOW_ORIGIN, or give the URL as an argument once: koo then remembers it.',
        { origin },
      ),
      details: { file, origin },
    });
  }
  const question = both(
    '{file} names {origin}, for which these access keys have not been used before: {keys}. Is it your server?',
    facts,
  );
  if (!(await confirm(question, '--allow-origin', { noInput })))
    throw cancelledError().with({ hint: both('Nothing was sent.') });
  await rememberOrigin(env, origin, keys);
}

/** A shell command, and the koo.yaml that has it; absent if the user has typed it. */
interface FoundCommand {
  readonly command: string;
  readonly file?: string;
}

/**
 * Asserts that a command of koo.yaml may run with the rights of the user. On a terminal koo asks once for each file and
 * command, which it shows whole; elsewhere the command runs, like any script of a checkout.
 *
 * @throws KooError (configuration, `COMMAND_TOO_LONG`), (interrupted, `CANCELLED`)
 */
export async function assertCommandAllowed(
  { command, file }: FoundCommand,
  { env, noInput }: Pick<DestinationOptions, 'env' | 'noInput'>,
): Promise<void> {
  if (file === undefined || !canPrompt({ noInput })) return;
  const place = pathToFileURL(file).href;
  if (await areKnown(env, place, [command])) return;
  if (width(withUnseen(command)) > maxCommand) {
    throw configurationError(
      'COMMAND_TOO_LONG',
      both('{file} starts a command that is too long to be shown: more than {limit} columns', {
        file,
        limit: maxCommand,
      }),
      both('Put it into a script, and start that. Or give the command yourself: --start.'),
    );
  }
  const question = both('{file} starts this command: {command}. Run it?', { file, command });
  if (!(await confirm(question, '--start', { noInput })))
    throw cancelledError().with({ hint: both('Nothing was started.') });
  await rememberOrigin(env, place, [command]);
}

/**
 * Asserts that a command that was added to koo.yaml while koo watches may run. koo cannot ask, because keystrokes have
 * another meaning then.
 *
 * @throws KooError (configuration, `COMMAND_CHANGED`)
 */
export async function assertCommandKnown(
  { command, file }: FoundCommand,
  { env, noInput }: Pick<DestinationOptions, 'env' | 'noInput'>,
): Promise<void> {
  if (file === undefined || !canPrompt({ noInput })) return;
  if (await areKnown(env, pathToFileURL(file).href, [command])) return;
  const facts = { file, command: clip(withUnseen(command), maxCommand) };
  throw configurationError(
    'COMMAND_CHANGED',
    both('{file} starts another command now: {command}', facts),
    both('Quit and run the same command again: koo then asks whether to run it.'),
  );
}

/** Longest command that is shown, in columns: no more than a screen, so that its beginning does not scroll away. */
const maxCommand = 800;

/** The origins that `--allow-origin` and `KOO_ALLOW_ORIGIN` name. @throws KooError (usage, `INVALID_ORIGIN`) */
export function allowedOrigins({
  allowed,
  env,
}: Pick<DestinationOptions, 'allowed' | 'env'>): readonly string[] {
  const listed = commaList(env.KOO_ALLOW_ORIGIN ?? '').filter((text) => text !== '');
  return [
    ...allowed.map((text) => parseOrigin(text, '--allow-origin')),
    ...listed.map((text) => parseOrigin(text, 'KOO_ALLOW_ORIGIN')),
  ];
}

/**
 * Returns notices about where signed requests go and with which keys, for printing before they are sent.
 *
 * @param values of requests that come from koo.yaml: `instanceId=abc`
 */
export function destinationNotices(
  { url, file, keys }: Destination,
  values: readonly string[],
): readonly Localized[] {
  const { origin, pathname } = new URL(url);
  const facts = { address: `${origin}${pathname}`, keys: describeKeys(keys), file: file ?? '' };
  const shown = values.map((value) => clip(oneLine(value), maxColumns));
  return [
    file === undefined
      ? both('Sending to {address}. Access keys: {keys}', facts)
      : both('Sending to {address} (from {file}). Access keys: {keys}', facts),
    ...(values.length > 0 ? [both('Values from koo.yaml: {values}', { values: shown })] : []),
  ];
}

/** Longest value that is shown, in columns. */
const maxColumns = 80;

function describeKeys(keys: readonly SigningKey[]): readonly Localized[] {
  return keys.map(({ keyClass, source }) =>
    both('{name} ({source})', { name: keyInputs[keyClass].name, source }),
  );
}
