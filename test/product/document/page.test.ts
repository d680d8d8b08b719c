import { expect, it } from 'vitest';
import { exampleDocument, productDocumentPages } from '../../../scripts/product-document-pages.ts';
import { readDocument } from '../../../src/product/document/read.ts';
import { rules } from '../../../src/seller/rules/rules.ts';

it.each(['en', 'zh'] as const)('shows a document that koo can read, with every section (%s)', (language) => {
  const { content, faults } = readDocument(exampleDocument(language), 'example.yaml');
  expect(faults).toEqual([]);
  expect(Object.keys(content).sort()).toEqual(
    ['attributes', 'audience', 'credit', 'product', 'purchase_limits', 'stock', 'trial', 'version'].sort(),
  );
});

it('names every rule in both languages', () => {
  for (const { text } of productDocumentPages()) {
    for (const id of Object.keys(rules)) expect(text).toContain(`\`${id}\``);
  }
});

it('has Chinese remarks in the Chinese example, and no address of the site search', () => {
  expect(exampleDocument('zh')).not.toMatch(/# (?:of|relative|for|the) /);
  for (const { text } of productDocumentPages()) expect(text).not.toMatch(/huaweicloud\.com\/s\//);
});
