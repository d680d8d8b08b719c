import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { boundaryFaults } from '../../scripts/boundaries.ts';
import { manifestText } from '../../scripts/manifest.ts';
import { productSchemaText, schemaText } from '../../scripts/schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8').replaceAll('\r\n', '\n');
const stale = 'stale: run `npm run generate`';

it('has a manifest that tells the commands as they are', async () => {
  expect(read('oclif.manifest.json'), stale).toBe(await manifestText(root));
});

it('has a schema of koo.yaml that demands what koo demands', () => {
  expect(read('schema/koo.schema.json'), stale).toBe(schemaText());
});

it('has a schema of the configuration document that demands what koo demands', () => {
  expect(read('schema/product.schema.json'), stale).toBe(productSchemaText());
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
      "import { main } from '../cli/main.ts';",
      "import {\n  readFileSync,\n} from 'node:fs';",
      "const { parse } = await import('yaml');",
    ].join('\n'),
  );
  writeFileSync(join(project, 'src/strange/file.ts'), '');
  expect(boundaryFaults(project)).toEqual([
    'src/signing/up.ts: must not import ../cli/main.ts',
    'src/signing/up.ts: must not import node:fs',
    'src/signing/up.ts: must not import yaml',
    'src/strange/file.ts: its folder has no place in scripts/boundaries.ts',
  ]);
});
