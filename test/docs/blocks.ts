import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The READMEs and the pages that they were too long for, by their English names. What they tell to run is run. */
export const pages = [
  'README.md',
  'docs/accounts.md',
  'docs/buyers.md',
  'docs/callback-test.md',
  'docs/ci.md',
  'docs/codes.md',
  'docs/guides/README.md',
  'docs/install.md',
  'docs/koo-yaml.md',
  'docs/open-api.md',
  'docs/single-calls.md',
  'docs/starters.md',
];

export const inChinese = (page: string) => page.replace(/\.md$/, '.zh-CN.md');

export const read = (page: string) => readFileSync(join(root, page), 'utf8');

/** The blocks of a page in a language, as they stand there. */
export function blocksOf(page: string, language: string): string[] {
  return [...read(page).matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, block = '']) =>
    name === language ? [block] : [],
  );
}

/** A command of a page, and what its block exports before it. */
export interface PageCommand {
  readonly line: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The commands of a page's shell blocks. What the first block of the Chinese README exports holds for all that is in
 * Chinese.
 */
export function commandsOf(page: string): PageCommand[] {
  const lasting = page.includes('.zh-CN.') ? { KOO_LANG: 'zh' } : {};
  return blocksOf(page, 'sh').flatMap((block) => {
    const lines = block.trim().split('\n');
    const exports = lines.flatMap((line) => [...line.matchAll(/^export (\w+)=(\S+)$/g)]);
    const env = { ...lasting, ...Object.fromEntries(exports.map(([, name, value]) => [name, value])) };
    return lines.filter((line) => !line.startsWith('export ')).map((line) => ({ line, env }));
  });
}
