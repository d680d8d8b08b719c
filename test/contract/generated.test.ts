import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import { expect, it } from 'vitest';
import { manifestText } from '../../scripts/manifest.ts';
import { outputSchemasText } from '../../scripts/output-schemas.ts';
import { productSchemaText, schemaText } from '../../scripts/schema.ts';
import { sellerOpenApiText } from '../../scripts/seller-openapi.ts';
import { readCommands } from '../../src/app/manifest/manifest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8').replaceAll('\r\n', '\n');
const stale = 'stale: run `npm run generate`';

it('has an up-to-date manifest', async () => {
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

it('has schemas of the results that are those of their types', () => {
  expect(read('schema/output.json'), stale).toBe(outputSchemasText(root));
});

it('has an OpenAPI document of the seller configuration that says what the contract says', () => {
  expect(read('docs/api/seller-config.openapi.yaml'), stale).toBe(sellerOpenApiText());
});

it('has a lockfile that names no registry', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
});
