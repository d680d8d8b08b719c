import { KooError } from '../errors/koo-error.ts';
import { nearest } from '../text/nearest.ts';

/**
 * The failure for words that name no command. It repeats the words only up to the first unknown one: what comes
 * behind may be anything, a secret too.
 *
 * @param argv the command line behind `koo`
 * @param ids ids of all commands, `callback:test`
 * @param articles names that only `koo help` knows
 */
export function unknownCommand(
  argv: readonly string[],
  ids: readonly string[],
  articles: readonly string[] = [],
): KooError {
  const flag = argv.findIndex((word) => word.startsWith('-'));
  const words = flag < 0 ? argv : argv.slice(0, flag);
  const commands = ids.map((id) => id.split(':'));
  const known: string[] = [];
  for (const word of words) {
    const siblings = childrenOf(known, commands);
    if (siblings.includes(word)) {
      known.push(word);
      continue;
    }
    const meant = nearest(word, known.length === 0 ? [...siblings, ...articles] : siblings);
    return failure(known, word, meant && articles.includes(meant) ? `help ${meant}` : meant);
  }
  return failure(known, undefined, undefined);
}

function childrenOf(path: readonly string[], commands: readonly (readonly string[])[]): string[] {
  const names = commands
    .filter((command) => path.every((word, depth) => command[depth] === word))
    .flatMap((command) => command[path.length] ?? []);
  return [...new Set(names)];
}

function failure(known: readonly string[], word: string | undefined, meant: string | undefined): KooError {
  const help = ['koo', ...known, '--help'].join(' ');
  const suggestion = meant && ['koo', ...known, meant].join(' ');
  const name = [...known, word].join(' ').trim();
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_COMMAND',
    message: word
      ? { en: `There is no command \`${name}\``, zh: `没有 \`${name}\` 这个命令` }
      : { en: 'No command is named', zh: '没有指定命令' },
    hint: {
      en: suggestion ? `Did you mean \`${suggestion}\`? See \`${help}\`.` : `See \`${help}\`.`,
      zh: suggestion ? `是否想输入 \`${suggestion}\`？用法见 \`${help}\`。` : `用法见 \`${help}\`。`,
    },
    ...(suggestion && { details: { suggestion } }),
  });
}
