// Writes the files that are made from the sources, yet committed. A test fails when they are stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { manifestText } from './manifest.ts';
import { schemaText } from './schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

writeFileSync(`${root}oclif.manifest.json`, await manifestText(root));
mkdirSync(`${root}schema`, { recursive: true });
writeFileSync(`${root}schema/koo.schema.json`, schemaText());
