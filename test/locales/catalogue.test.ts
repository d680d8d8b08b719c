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

it('gives a sentence the arguments that its placeholders name, and no others', () => {
  const wrong = said.filter(({ sentence, args }) => {
    if (sentence === undefined || args === undefined) return false;
    // Without arguments braces are text.
    return args.length > 0 && placeholders(sentence).join() !== args.toSorted().join();
  });
  expect(wrong.map(({ file, sentence, args }) => `${file}: ${sentence} {${args}}`)).toEqual([]);
});

/** Sentences whose Chinese does without one of the placeholders, and which. */
const droppedInChinese: Readonly<Record<string, string>> = {
  '{count, plural, one {{codes, and} is} other {{codes, and} are}} documented, but not for {filters}':
    'count',
  '{count, plural, one {{codes, and} is} other {{codes, and} are}} not documented': 'count',
  '{english} ({chinese}): for koo product validate, diff and apply': 'english',
};

it('has the same placeholders in both languages', () => {
  const filled = new Set(said.filter(({ args }) => args?.length !== 0).map(({ sentence }) => sentence));
  const wrong = entries.filter(({ en, zh }) => {
    const dropped = droppedInChinese[en];
    return (
      filled.has(en) &&
      placeholders(en)
        .filter((name) => name !== dropped)
        .join() !== placeholders(zh).join()
    );
  });
  expect(wrong.map(({ en, zh }) => ({ en, zh }))).toEqual([]);
});
