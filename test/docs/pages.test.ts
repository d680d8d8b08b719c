import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { commandsPages } from '../../scripts/commands-page.ts';
import { loginPages } from '../../scripts/login-pages.ts';
import { made } from '../../scripts/page.ts';
import { productDocumentPages } from '../../scripts/product-document-pages.ts';
import { signingPages } from '../../scripts/signing-pages.ts';
import { readCommands } from '../../src/app/manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
const pages = [...signingPages(), ...productDocumentPages(root), ...loginPages(root), ...commandsPages(root)];

describe('pages made by npm run generate', () => {
  it.each(pages.map((page) => [page.path, page] as const))('%s is up to date', (path, { text }) => {
    expect(read(path), 'stale: run `npm run generate`').toBe(text);
    expect(text).toContain(made);
  });

  it('come in both languages', () => {
    const paths = pages.map(({ path }) => path);
    const english = paths.filter((path) => !path.endsWith('.zh-CN.md'));
    expect(paths.filter((path) => path.endsWith('.zh-CN.md'))).toEqual(
      english.map((path) => path.replace(/\.md$/, '.zh-CN.md')),
    );
  });

  it('are all there are in their folder', () => {
    const there = globSync('docs/signing/*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
    const made = pages.map(({ path }) => path).filter((path) => path.startsWith('docs/signing/'));
    expect(there.toSorted()).toEqual(made.toSorted());
  });
});

test.each(commandsPages(root))('$path has a row for each command', ({ text }) => {
  const ids = Object.keys(readCommands(root));
  for (const id of ids) expect(text).toMatch(new RegExp(`^\\| \`koo ${id.replaceAll(':', ' ')}[ \`]`, 'm'));
  expect(text.match(/^\| `koo /gm)).toHaveLength(ids.length);
});

describe('links between files', () => {
  const files = ['*.md', 'docs/**/*.md', '.github/*.md'].flatMap((pattern) =>
    globSync(pattern, { cwd: root }),
  );

  it.each(files.toSorted())('of %s lead somewhere', (file) => {
    // Not in code: an example's link is no link.
    const text = read(file)
      .replace(/^```.*?^```$/gms, '')
      .replace(/`[^`\n]*`/g, '');
    const links = [...text.matchAll(/(?:\]\(|src(?:set)?=")([^)#"\s]+)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => !existsSync(join(root, dirname(file), link)));
    expect(broken).toEqual([]);
  });
});
