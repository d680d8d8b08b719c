// Writes the files that are made from the sources, yet committed. A test fails when they are stale.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { useDataFolder } from '../src/text/data.ts';
import { useCatalogue } from '../src/text/translate.ts';
import { mistakesDocument } from '../test/callback/variants/document.ts';
import { codesPages } from './codes-page.ts';
import { commandsPages } from './commands-page.ts';
import { mergedLocales } from './locales.ts';
import { loginPages } from './login-pages.ts';
import { manifestText } from './manifest.ts';
import { outputSchemasText } from './output-schemas.ts';
import { productDocumentPages } from './product-document-pages.ts';
import { productSchemaText, schemaText } from './schema.ts';
import { sellerOpenApiText } from './seller-openapi.ts';
import { signingPages } from './signing-pages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
useDataFolder(`${root}dist/data`);
useCatalogue(() => (sentence) => sentences[sentence]);
const sentences = mergedLocales(root);

writeFileSync(`${root}oclif.manifest.json`, await manifestText(root));
mkdirSync(`${root}schema`, { recursive: true });
writeFileSync(`${root}schema/koo.schema.json`, schemaText());
writeFileSync(`${root}schema/product.schema.json`, productSchemaText());
writeFileSync(`${root}schema/output.json`, outputSchemasText(root));
writeFileSync(`${root}docs/api/seller-config.openapi.yaml`, sellerOpenApiText());
// Which mistake is caught by which check: the table that the suite's own tests hold to.
writeFileSync(`${root}docs/mistakes.md`, mistakesDocument());
const pages = [
  ...signingPages(),
  ...productDocumentPages(root),
  ...loginPages(root),
  ...codesPages(root),
  ...commandsPages(root),
];
for (const { path, text } of pages) {
  mkdirSync(dirname(`${root}${path}`), { recursive: true });
  writeFileSync(`${root}${path}`, text);
}
