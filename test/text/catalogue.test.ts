import fc from 'fast-check';
import { expect, it } from 'vitest';
import { catalogueText, readCatalogue } from '../../src/text/catalogue.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '"', '\\', '\n', ':', ',', '{', '}', ' ', '中', 'é', '😀'),
  maxLength: 8,
});

it('finds exactly the sentences of the catalogue, whatever characters they have', () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), text, (entries, other) => {
      const bytes = Buffer.from(catalogueText(entries));
      const lookUp = readCatalogue(bytes);
      for (const [en, zh] of Object.entries(entries)) expect(lookUp(en)).toBe(zh);
      if (!Object.hasOwn(entries, other)) expect(lookUp(other)).toBeUndefined();
      expect(JSON.parse(bytes.toString())).toEqual(entries);
    }),
  );
});
