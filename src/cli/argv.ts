/** What a failure's report must know of the command line, also where it could not be parsed. */
export interface Wishes {
  readonly json: boolean;
  readonly lang?: string;
}

/** Looks for `--json` (or `-o json`) and `--lang`, up to a `--`. */
export function readWishes(argv: readonly string[]): Wishes {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const valueAfter = (...names: readonly string[]): string | undefined => {
    for (const [index, word] of words.entries()) {
      for (const name of names) {
        if (word === name) return words[index + 1];
        if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
      }
    }
    return undefined;
  };
  const lang = valueAfter('--lang');
  return {
    json: words.includes('--json') || words.includes('-ojson') || valueAfter('-o', '--output') === 'json',
    ...(lang !== undefined && { lang }),
  };
}
