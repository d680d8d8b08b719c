import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { starterFiles } from '../../../src/callback/starter/project.ts';
import { readSnippet } from '../../../src/callback/starter/snippets.ts';
import { templateFiles } from '../../../src/callback/starter/template-files.ts';
import { KooError } from '../../../src/errors/koo-error.ts';

const templates = mkdtempSync(join(tmpdir(), 'koo-templates-'));
mkdirSync(join(templates, 'node/src'), { recursive: true });
mkdirSync(join(templates, 'node/node_modules/express'), { recursive: true });
for (const path of ['src/server.js', 'package.json', 'node_modules/express/index.js']) {
  writeFileSync(join(templates, 'node', path), '');
}

it('lists the files of a language, without its folders and libraries', () => {
  expect(templateFiles(templates, 'node', '**/*')).toEqual(['package.json', 'src/server.js']);
  expect(templateFiles(templates, 'node', '**/*.js')).toEqual(['src/server.js']);
});

it.each([
  ['a starter', () => starterFiles(templates, { language: 'go', protocols: [], sale: 'period', name: 'x' })],
  ['a snippet', () => readSnippet(templates, 'go', 'v2-base')],
])('refuses %s where the installation has no templates', (_, work) => {
  const facts = { category: 'configuration', code: 'TEMPLATES_MISSING' };
  expect(work).toThrow(expect.objectContaining({ facts: expect.objectContaining(facts) }));
  expect(work).toThrow(KooError);
});
