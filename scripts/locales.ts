import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** The sentences of `locales/zh/<feature>.yaml`, by feature: English to Chinese. */
export function readLocales(root: string): Map<string, Readonly<Record<string, string>>> {
  return new Map(
    globSync('locales/zh/*.yaml', { cwd: root })
      .sort()
      .map((path) => [basename(path, '.yaml'), parse(readFileSync(join(root, path), 'utf8'))]),
  );
}

/**
 * All sentences as one.
 *
 * @throws Error where two features give the same English different Chinese
 */
export function mergedLocales(root: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [feature, sentences] of readLocales(root)) {
    for (const [en, zh] of Object.entries(sentences)) {
      if (all[en] !== undefined)
        throw new Error(`locales/zh/${feature}.yaml: is in another file, too: ${en}`);
      all[en] = zh;
    }
  }
  return all;
}
