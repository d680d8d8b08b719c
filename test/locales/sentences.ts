import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLocales } from '../../scripts/locales.ts';
import { readCommands } from '../../src/app/manifest.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A call of `t` or `both`: its sentence, undefined where that is no literal, and where it stands. */
interface Said {
  readonly file: string;
  readonly sentence: string | undefined;
}

/** Every sentence of the sources, and of the page of result codes, that is given to `t` or `both`. */
export function saidInSources(): Said[] {
  return globSync(['src/**/*.ts', 'scripts/codes-page.ts'], { cwd: root })
    .filter((file) => !file.endsWith('text/translate.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8').replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '');
      const calls = source.matchAll(/(?<![\w.$])(?:t|both)\(\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")?/g);
      return [...calls].map(([, literal]) => ({
        file,
        sentence: literal === undefined ? undefined : String(new Function(`return ${literal}`)()),
      }));
    });
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

/** Names of the placeholders of a sentence. */
export function placeholders(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name = '']) => name))].sort();
}

/** All sentences of the catalogues, and which one each is in. */
export function entriesOf(
  folder: string,
): { readonly feature: string; readonly en: string; readonly zh: string }[] {
  return [...readLocales(folder)].flatMap(([feature, sentences]) =>
    Object.entries(sentences).map(([en, zh]) => ({ feature, en, zh })),
  );
}
