/** The flags that decide how a failure is reported, read even from a command line that cannot be parsed. */
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

/** A global flag as it stands in front of the command: whole, or with its value in the next word. */
const wholeFlag = /^(--(json|quiet|no-input)|--(lang|output|query|fields)=.*|-q+|-q*o.+)$/s;
const flagBeforeValue = /^(--(lang|output|query|fields)|-q*o)$/;

/**
 * Moves the global flags in front of a command behind its words, where oclif reads them:
 * `--lang zh order get ID` becomes `order get ID --lang zh`. Where no command follows, nothing is moved.
 */
export function globalFlagsLast(argv: readonly string[]): string[] {
  let start = 0;
  for (let word = argv[0]; word !== undefined; word = argv[start]) {
    if (wholeFlag.test(word)) start += 1;
    else if (flagBeforeValue.test(word)) start += 2;
    else break;
  }
  const [flags, rest] = [argv.slice(0, start), argv.slice(start)];
  const end = rest.findIndex((word) => word.startsWith('-'));
  if (end === 0 || rest.length === 0) return [...argv];
  return end < 0 ? [...rest, ...flags] : [...rest.slice(0, end), ...flags, ...rest.slice(end)];
}
