import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Environment, stateFolder } from '../../account/folders.ts';
import { writeFileAtomically } from '../../files/atomic-file.ts';
import { readStateFile } from '../../files/regular-file.ts';
import { isObject } from '../../text/json.ts';

/** The cache of the update check; times in milliseconds since 1970. */
export interface UpdateCache {
  /** When the registry was last queried. */
  readonly askedAt: number;
  /** When the notice was last printed. */
  readonly toldAt: number;
  readonly latest?: string;
}

/** The path of the cache. */
export function updateCachePath(env: Environment): string {
  return join(stateFolder(env), 'update.json');
}

/** Reads the cache. It is empty if the file is missing or was not written by koo. */
export function readUpdateCache(path: string): UpdateCache {
  try {
    const content: unknown = JSON.parse(readStateFile(path));
    if (isObject(content)) {
      const { askedAt, toldAt, latest } = content;
      return {
        askedAt: Number(askedAt) || 0,
        toldAt: Number(toldAt) || 0,
        ...(typeof latest === 'string' && isVersion(latest) && { latest }),
      };
    }
  } catch {
    // No cache.
  }
  return { askedAt: 0, toldAt: 0 };
}

/** Writes the cache atomically. @throws the error of the file system */
export function writeUpdateCache(path: string, cache: UpdateCache): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomically(path, JSON.stringify(cache), 0o600);
}

/** Whether a text is the version of a release: three numbers without leading zeros, no pre-release. */
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
