import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Environment, stateFolder } from '../../account/folders.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { isObject } from '../../text/json.ts';

/** What koo remembers of newer versions; times in milliseconds since 1970. */
export interface UpdateCache {
  /** When the registry was asked last. */
  readonly askedAt: number;
  /** When the user was told last. */
  readonly toldAt: number;
  readonly latest?: string;
}

/** Where it is remembered. */
export function updateCachePath(env: Environment): string {
  return join(stateFolder(env), 'update.json');
}

/** The cached result; `undefined` when the file is missing or not written by koo. */
export function readUpdateCache(path: string): UpdateCache {
  try {
    // A pipe would keep koo waiting.
    const content: unknown = statSync(path).isFile() ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
    if (isObject(content)) {
      const { askedAt, toldAt, latest } = content;
      return {
        askedAt: Number(askedAt) || 0,
        toldAt: Number(toldAt) || 0,
        ...(typeof latest === 'string' && isVersion(latest) && { latest }),
      };
    }
  } catch {
    // Never asked.
  }
  return { askedAt: 0, toldAt: 0 };
}

/**
 * Remembers. A reader finds the old file or the whole new one.
 *
 * @throws the error of the file system
 */
export function writeUpdateCache(path: string, cache: UpdateCache): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomically(path, JSON.stringify(cache), 0o600);
}

/** Whether a text is the version of a release: three numbers, none with a zero in front, no pre-release. */
export function isVersion(text: string): boolean {
  return /^(?:0|[1-9]\d{0,5})(?:\.(?:0|[1-9]\d{0,5})){2}$/.test(text);
}

/** Whether a release is newer than a version, which may be a pre-release. */
export function isNewer(release: string, version: string): boolean {
  const [numbers = '', preRelease] = version.split(/[-+]/, 2);
  const [ours, theirs] = [numbers.split('.').map(Number), release.split('.').map(Number)];
  for (const [place, number] of theirs.entries()) {
    const own = ours[place] ?? 0;
    if (number !== own) return number > own;
  }
  return preRelease !== undefined;
}
