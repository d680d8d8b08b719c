import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLocales } from '../../scripts/locales.ts';
import { readCommands } from '../../src/app/manifest/manifest.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A call of `t` or `both`: its sentence, undefined where that is no literal, and where it stands. */
interface Said {
  readonly file: string;
  readonly sentence: string | undefined;
  /** Names of its arguments; undefined where a spread adds others. */
  readonly args: readonly string[] | undefined;
}

/** Every sentence of the sources that is given to `t` or `both`. */
export function saidInSources(): Said[] {
  return globSync(['src/**/*.{ts,tsx}', 'scripts/codes-page.ts'], { cwd: root })
    .filter((file) => !file.endsWith('text/translate.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '');
      const calls = source.matchAll(/(?<![\w.$])(?:t|both)\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")?/g);
      return [...calls].map(({ index, 0: call, 1: literal }) => ({
        file,
        sentence: literal === undefined ? undefined : String(new Function(`return ${literal}`)()),
        args: argumentNames(source.slice(index + call.length)),
      }));
    });
}

/** Names in the object that follows a sentence: `, { count, file: path })`. */
function argumentNames(behind: string): string[] | undefined {
  const open = /^,\s*\{/.exec(behind)?.[0];
  if (open === undefined) return /^,?\s*\)/.test(behind) ? [] : undefined;
  const members: string[] = [''];
  let depth = 0;
  for (const character of behind.slice(open.length)) {
    if (depth === 0 && character === '}') break;
    if (/[{([]/.test(character)) depth += 1;
    if (/[})\]]/.test(character)) depth -= 1;
    if (depth === 0 && character === ',') members.push('');
    else members.push(`${members.pop()}${character}`);
  }
  const names = members
    .map((member) => /^\s*(\w+|\.\.\.)/.exec(member)?.[1])
    .filter((name) => name !== undefined);
  return names.includes('...') ? undefined : names;
}

/** Every line of the help of all commands, their flags and arguments. */
export function saidInHelp(): string[] {
  const lines = Object.values(readCommands(root)).flatMap(
    ({ summary, description, examples = [], flags, args }) => [
      summary,
      description,
      ...examples,
      ...Object.values(flags).map((flag) => flag.summary),
      ...Object.values(args).map((arg) => arg.description),
    ],
  );
  return lines.flatMap((text) => text?.split('\n') ?? []);
}

/** Names of the placeholders of a sentence, those inside the branches of a plural too. */
export function placeholders(sentence: string): string[] {
  const names = new Set<string>();
  for (let at = sentence.indexOf('{'); at >= 0; at = sentence.indexOf('{', at)) {
    let depth = 0;
    let end = at;
    do {
      if (sentence[end] === '{') depth += 1;
      if (sentence[end] === '}') depth -= 1;
      end += 1;
    } while (depth > 0 && end < sentence.length);
    const [, name, branches] =
      /^(\w+)(?:, (?:or|and)|, (?:plural|select), (.*))?$/s.exec(sentence.slice(at + 1, end - 1)) ?? [];
    if (name !== undefined) names.add(name);
    for (const [, branch = ''] of (branches ?? '').matchAll(/\{((?:[^{}]|\{[^{}]*\})*)\}/g)) {
      for (const inner of placeholders(branch)) names.add(inner);
    }
    at = end;
  }
  return [...names].sort();
}

/** All sentences of the catalogues, and which one each is in. */
export function entriesOf(
  folder: string,
): { readonly feature: string; readonly en: string; readonly zh: string }[] {
  return [...readLocales(folder)].flatMap(([feature, sentences]) =>
    Object.entries(sentences).map(([en, zh]) => ({ feature, en, zh })),
  );
}
