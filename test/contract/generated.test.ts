import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { expect, it } from 'vitest';
import { boundaryFaults } from '../../scripts/boundaries.ts';
import { manifestText } from '../../scripts/manifest.ts';
import { productSchemaText, schemaText } from '../../scripts/schema.ts';
import { sellerOpenApiText } from '../../scripts/seller-openapi.ts';
import { readCommands } from '../../src/app/manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8').replaceAll('\r\n', '\n');
const stale = 'stale: run `npm run generate`';

it('has a manifest that tells the commands as they are', async () => {
  expect(read('oclif.manifest.json'), stale).toBe(await manifestText(root));
});

it('has a manifest that oclif itself finds every command by', async () => {
  const plugin = new Plugin({ root, isRoot: true, errorOnManifestCreate: true });
  await plugin.load();
  expect(plugin.commandIDs.length).toBeGreaterThan(50);
  expect([...plugin.commandIDs].sort()).toEqual(Object.keys(readCommands(root)).sort());
  for (const id of plugin.commandIDs) {
    const command = await plugin.findCommand(id, { must: true });
    const flags = Object.keys({ ...command.baseFlags, ...command.flags }).sort();
    expect(Object.keys(readCommands(root)[id]?.flags ?? {}).sort(), id).toEqual(flags);
  }
});

it('has a schema of koo.yaml that demands what koo demands', () => {
  expect(read('schema/koo.schema.json'), stale).toBe(schemaText());
});

it('has a schema of the configuration document that demands what koo demands', () => {
  expect(read('schema/product.schema.json'), stale).toBe(productSchemaText());
});

it('has an OpenAPI document of the seller configuration that says what the contract says', () => {
  expect(read('docs/api/seller-config.openapi.yaml'), stale).toBe(sellerOpenApiText());
});

it('has a lockfile that names no registry', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});

it('knows a forbidden import when it sees one', () => {
  const project = mkdtempSync(join(tmpdir(), 'koo-boundaries-'));
  mkdirSync(join(project, 'src/signing'), { recursive: true });
  mkdirSync(join(project, 'src/strange'));
  writeFileSync(
    join(project, 'src/signing/up.ts'),
    [
      "import { createHmac } from 'node:crypto';",
      "import type { Language } from '../text/localized.ts';",
      "import { main } from '../app/main.ts';",
      "import {\n  readFileSync,\n} from 'node:fs';",
      "const { parse } = await import('yaml');",
    ].join('\n'),
  );
  writeFileSync(join(project, 'src/strange/file.ts'), '');
  expect(boundaryFaults(project)).toEqual([
    'src/signing/up.ts: must not import ../app/main.ts',
    'src/signing/up.ts: must not import node:fs',
    'src/signing/up.ts: must not import yaml',
    'src/strange/file.ts: its folder has no place in scripts/boundaries.ts',
  ]);
});

it('knows imports in a circle, of types and lazy ones too', () => {
  const project = mkdtempSync(join(tmpdir(), 'koo-circles-'));
  mkdirSync(join(project, 'src/text/words'), { recursive: true });
  const files = {
    'src/text/a.ts': "import { b } from './b.ts';\nimport { d } from './d.ts';",
    'src/text/b.ts': "import type { C } from './words/c.ts';\nexport * from './d.ts';",
    'src/text/d.ts': '',
    'src/text/self.ts': "export type { Self } from './self.ts';",
    'src/text/words/c.ts': "const a = await import('../a.ts');",
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(join(project, path), text);
  expect(boundaryFaults(project)).toEqual([
    'import in a circle: src/text/a.ts → src/text/b.ts → src/text/words/c.ts → src/text/a.ts',
    'import in a circle: src/text/self.ts → src/text/self.ts',
  ]);
});
