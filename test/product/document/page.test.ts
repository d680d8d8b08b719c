import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { exampleDocument, productDocumentPages } from '../../../scripts/product-document-pages.ts';
import { readDocument } from '../../../src/product/document/read.ts';
import { rules } from '../../../src/seller/rules/rules.ts';
import { readUsers } from '../../../src/users/read.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it.each(['en', 'zh'] as const)(
  'shows a document that koo can read, with every section (%s)',
  async (language) => {
    const { content, faults } = await readDocument(exampleDocument(root, language), 'example.yaml', (file) =>
      readUsers(Readable.from([Buffer.from(`hw12345678:${'a'.repeat(32)}`)]), file),
    );
    expect(faults).toEqual([]);
    expect(Object.keys(content).sort()).toEqual(
      ['attributes', 'audience', 'credit', 'product', 'purchase_limits', 'stock', 'trial', 'version'].sort(),
    );
  },
);

it('names every rule in both languages', () => {
  for (const { text } of productDocumentPages(root)) {
    for (const id of Object.keys(rules)) expect(text).toContain(`\`${id}\``);
  }
});

it('has Chinese remarks in the Chinese example, and no address of the site search', () => {
  expect(exampleDocument(root, 'zh')).not.toMatch(/# (?:of|relative|for|the) /);
  for (const { text } of productDocumentPages(root)) expect(text).not.toMatch(/huaweicloud\.com\/s\//);
});
