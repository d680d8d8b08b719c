import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { starterLanguages } from '../../../src/callback/starter/languages.ts';
import { knownRegions, starterFiles } from '../../../src/callback/starter/project.ts';
import { sales } from '../protocols/support.ts';

const templates = fileURLToPath(new URL('../../../templates', import.meta.url));
const ids = protocols.map(({ id }) => id);
/** Each protocol, each two of them, and all. */
const selections = [...ids.flatMap((one, index) => ids.slice(index).map((other) => [one, other])), ids];

it.each(starterLanguages)('the templates of %s name only regions that koo knows', (language) => {
  const folder = join(templates, language);
  for (const path of globSync('**/*', { cwd: folder })) {
    if (!statSync(join(folder, path)).isFile()) continue;
    for (const [, names = ''] of readFileSync(join(folder, path), 'utf8').matchAll(
      /koo:if (.*?)(?: -->)?$/gm,
    )) {
      for (const name of names.split(' ')) {
        const isKnown = knownRegions.has(name.replace(/^!/, ''));
        expect(isKnown, `${language}/${path}: ${name}`).toBe(true);
      }
    }
  }
});

it.each(starterLanguages)('no project in %s contains a marker, or the name of the template', (language) => {
  for (const sale of sales) {
    for (const chosen of selections) {
      const files = starterFiles(templates, { language, protocols: chosen, sale, name: 'own-name' });
      expect(files.filter(({ text }) => /koo:(if|snippet|end)\b/.test(text))).toEqual([]);
      expect(files.filter(({ path, text }) => /koogallery-callbacks/.test(path + text))).toEqual([]);
    }
  }
});

it('lets git ignore the program of a Go project, but no folder of the same name', () => {
  const options = { language: 'go', protocols: ids, sale: 'period', name: 'internal' } as const;
  const files = starterFiles(templates, options);
  const folder = mkdtempSync(join(tmpdir(), 'koo-ignored-'));
  writeFileSync(join(folder, '.gitignore'), files.find(({ path }) => path === '.gitignore')?.text ?? '');
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' }).stdout;
  git('init', '--quiet');
  expect(git('check-ignore', 'internal')).toBe('internal\n');
  expect(git('check-ignore', ...files.map(({ path }) => path))).toBe('');
});
