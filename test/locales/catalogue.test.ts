import { expect, it } from 'vitest';
import { entriesOf, placeholders, root, saidInHelp, saidInSources } from './sentences.ts';

const entries = entriesOf(root);
const known = new Map(entries.map(({ en, zh }) => [en, zh]));
const said = saidInSources();

it('gives t() and both() the sentence itself, so that it can be found', () => {
  expect(said.filter(({ sentence }) => sentence === undefined).map(({ file }) => file)).toEqual([]);
});

it('has the Chinese of every sentence', () => {
  const missing = said.flatMap(({ file, sentence }) =>
    sentence === undefined || known.has(sentence) ? [] : `${file}: ${sentence}`,
  );
  // A line of a table of names has no Chinese of its own.
  const help = saidInHelp().filter(
    (line) => /[a-z]{2,} [a-z]{2,}/.test(line) && !/^\s|<%= config/.test(line),
  );
  expect([...missing, ...help.filter((line) => !known.has(line))]).toEqual([]);
});

it('has no Chinese that nothing asks for', () => {
  const used = new Set([...said.map(({ sentence }) => sentence), ...saidInHelp()]);
  expect(entries.filter(({ en }) => !used.has(en)).map(({ feature, en }) => `${feature}: ${en}`)).toEqual([]);
});

it('has a sentence once', () => {
  const twice = entries.filter(({ en }, index) => entries.findIndex((one) => one.en === en) !== index);
  expect(twice.map(({ feature, en }) => `${feature}: ${en}`)).toEqual([]);
});

it.each(entries.filter(({ en }) => placeholders(en).length > 0))(
  '$feature: $en has the same placeholders',
  ({ en, zh }) => {
    const numbers = (text: string) => placeholders(text.replace(/\{\w+, plural, [^}]*\}[^}]*\}\}/g, ''));
    expect(placeholders(zh)).toEqual(expect.arrayContaining(numbers(zh)));
    expect(placeholders(en)).toEqual(expect.arrayContaining(placeholders(zh)));
  },
);
