import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Inputs that once failed, one a file, in a folder for each target. */
const folder = fileURLToPath(new URL('../../test/corpus', import.meta.url));

/** The names of the targets that have inputs. */
export function corpusTargets(): string[] {
  return readdirSync(folder).sort();
}

/** The inputs of a target, by the names of their files. */
export function readCorpus(target: string): ReadonlyMap<string, Buffer> {
  const own = join(folder, target);
  const names = existsSync(own) ? readdirSync(own).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(join(own, name))]));
}

/** Adds an input, and returns the path of its file from the folder of the repository. */
export function addToCorpus(target: string, input: Uint8Array): string {
  const name = createHash('sha256').update(input).digest('hex').slice(0, 12);
  mkdirSync(join(folder, target), { recursive: true });
  writeFileSync(join(folder, target, name), input);
  return `test/corpus/${target}/${name}`;
}
