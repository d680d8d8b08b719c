import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { ignoreKooError, usageError } from '../errors/koo-error.ts';
import { isObject, own, toJson, tryJson } from '../text/json.ts';
import { both } from '../text/translate.ts';
import { withLock } from './files/lock.ts';
import { readPrivate, writePrivate } from './files/private-file.ts';
import { configFolder, type Environment } from './folders.ts';

/**
 * Fingerprints of the access keys that were used for each origin, the origin used last at the end. The URL of a koo.yaml
 * stands for an origin as well, with the commands that the user lets it run in place of keys.
 */
export type Bindings = Readonly<Record<string, readonly string[]>>;

/** Origins are remembered up to this number, the latest ones, and keys of each up to this number. */
const maxOrigins = 100;
const maxKeys = 20;

/**
 * Identifies an access key at an origin. The key is not stored, nor anything that is equal for the same key at
 * another origin.
 */
export function fingerprint(key: string, origin: string): string {
  return createHmac('sha256', key).update(`koo origin ${origin}`).digest('base64url').slice(0, 22);
}

/** Whether all of these access keys were used for an origin. */
export function areBound(bindings: Bindings, origin: string, keys: readonly string[]): boolean {
  const known = own(bindings, origin) ?? [];
  return keys.every((key) => known.includes(fingerprint(key, origin)));
}

export function bind(bindings: Bindings, origin: string, keys: readonly string[]): Bindings {
  const { [origin]: known = [], ...others } = bindings;
  const used = keys.map((key) => fingerprint(key, origin));
  const all = [...known.filter((one) => !used.includes(one)), ...used].slice(-maxKeys);
  return Object.fromEntries([...Object.entries(others), [origin, all] as const].slice(-maxOrigins));
}

/** Reads the text of the file; a damaged one is empty, so that koo asks again. */
export function parseBindings(text: string): Bindings {
  const content = tryJson(text);
  return Object.fromEntries(
    Object.entries(isObject(content) ? content : {}).flatMap(([origin, list]) => {
      const known = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
      return known.length > 0 ? [[origin, known]] : [];
    }),
  );
}

/**
 * The origin that `--allow-origin` or `KOO_ALLOW_ORIGIN` names: scheme, host and port, and nothing else.
 *
 * @param name of the flag or the variable, for the message
 * @throws KooError (usage, `INVALID_ORIGIN`)
 */
export function parseOrigin(text: string, name: string): string {
  const url = URL.parse(text);
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (isHttp && url.href === `${url.origin}/` && !url.hostname.includes('*')) return url.origin;
  throw usageError(
    'INVALID_ORIGIN',
    both('{name}: the value is not an origin', { name }),
    both(
      'Use the scheme, the host and, if it is not the default one, the port, such as https://isv.example.com. Wildcards and paths are not allowed.',
    ),
  );
}

/** Whether all of these access keys were used for an origin before, according to the file. */
export async function areKnown(env: Environment, origin: string, keys: readonly string[]): Promise<boolean> {
  return areBound(await read(env), origin, keys);
}

/** Remembers that the user has used these access keys for an origin. Where this is impossible, koo asks again. */
export async function rememberOrigin(
  env: Environment,
  origin: string,
  keys: readonly string[],
): Promise<void> {
  try {
    if (keys.length === 0 || (await areKnown(env, origin, keys))) return;
    await withLock(join(configFolder(env), 'origins.lock'), async () =>
      writePrivate(pathIn(env), toJson(bind(await read(env), origin, keys), 2)),
    );
  } catch (error) {
    ignoreKooError(error);
  }
}

async function read(env: Environment): Promise<Bindings> {
  return parseBindings((await readPrivate(pathIn(env))) ?? '');
}

function pathIn(env: Environment): string {
  return join(configFolder(env), 'origins.json');
}
