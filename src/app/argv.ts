/** What a failure's report must know of the command line, also where it could not be parsed. */
export interface GlobalOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  /** The form of the result, where one is named. */
  readonly output?: string;
  readonly lang?: string;
}

/** Looks for `--json` (or `-o json`, `-qojson`), `--quiet` and `--lang`, up to a `--`. */
export function readGlobalOptions(argv: readonly string[]): GlobalOptions {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const valueBehind = (pattern: RegExp): string | undefined => {
    for (const [index, word] of words.entries()) {
      const [found, value = ''] = pattern.exec(word) ?? [];
      if (found !== undefined) return value === '' ? words[index + 1] : value.replace(/^=/, '');
    }
    return undefined;
  };
  const lang = valueBehind(/^--lang(=.*)?$/s);
  const output = words.includes('--json') ? 'json' : valueBehind(/^(?:--output(?==|$)|-[qy]*o)(.*)$/s);
  return {
    json: output === 'json',
    quiet: words.some((word) => /^(--quiet|-y*q[qy]*(o.*)?)$/s.test(word)),
    ...(output !== undefined && { output }),
    ...(lang !== undefined && { lang }),
  };
}
