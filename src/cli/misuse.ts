import { parseArgs } from 'node:util';
import { KooError } from '../errors/koo-error.ts';
import { isObject } from '../text/json.ts';
import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { both, chineseOf } from '../text/translate.ts';
import { InvalidValueError } from './flags/value.ts';

/** What oclif's parser and its errors know of a flag. */
interface FlagDefinition {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly multiple?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  readonly required?: boolean | undefined;
  readonly exclusive?: readonly string[] | undefined;
  readonly dependsOn?: readonly string[] | undefined;
}

interface ArgDefinition {
  readonly options?: readonly string[] | undefined;
  readonly description?: string | undefined;
}

type Flags = Readonly<Record<string, FlagDefinition>>;

/** A command that was misused. */
export interface MisusedCommand {
  /** `callback:test` */
  readonly id: string;
  readonly flags: Flags;
  readonly args: Readonly<Record<string, ArgDefinition>>;
  /** The words behind its name. */
  readonly argv: readonly string[];
}

type Misuse = { readonly code: string } & Localized;

/**
 * An error of oclif's parser as a {@link KooError}: stable code, both languages, a hint. What is wrong is read from
 * the error's fields and from the command line, never from its wording.
 */
export function misuse(error: Error, command: MisusedCommand): KooError {
  const { code, en, zh } = found(error, command);
  const unknown = unknownFlags(error)
    ?.find((flag) => flag.startsWith('--'))
    ?.slice(2);
  const meant = unknown && nearest(unknown, Object.keys(command.flags));
  const help = ['koo', ...command.id.split(':'), '--help'].join(' ');
  // Without the parser's error as its cause, which repeats what was typed.
  return new KooError({
    category: 'usage',
    code,
    message: { en, zh },
    hint: meant
      ? both('Did you mean --{meant}? See `{help}`.', { meant, help })
      : both('See `{help}`.', { help }),
  });
}

function found(error: Error, command: MisusedCommand): Misuse {
  if (error instanceof InvalidValueError) return { code: 'INVALID_VALUE', ...error.text };
  const unknown = unknownFlags(error);
  if (unknown) {
    return {
      code: 'UNKNOWN_FLAG',
      en: `Unknown flag: ${unknown.join(', ')}`,
      zh: `未知的选项：${unknown.join('、')}`,
    };
  }
  return (
    wrongArguments(error, command) ??
    wrongCombination(error) ??
    wrongFlag(command) ?? { code: 'INVALID_USAGE', en: 'Invalid usage', zh: '用法不正确' }
  );
}

/** Names of flags that do not exist, without their values: such a value may be a secret, meant for another flag. */
function unknownFlags(error: Error): string[] | undefined {
  if (!('flags' in error) || !Array.isArray(error.flags)) return undefined;
  return error.flags.map((flag) => /^(?:--[\w-]*|-.?)/.exec(String(flag))?.[0] ?? '');
}

/** Arguments that are not there, each with what it is for, or surplus ones; of these only the count, see above. */
function wrongArguments(error: Error, { args }: MisusedCommand): Misuse | undefined {
  if (!('args' in error) || !Array.isArray(error.args)) return undefined;
  const missing = error.args.flatMap((arg) => (isObject(arg) ? String(arg.name) : []));
  if (missing.length === 0) {
    const count = error.args.length;
    return { code: 'UNEXPECTED_ARGUMENT', en: `Too many arguments, by ${count}`, zh: `多了 ${count} 个参数` };
  }
  const described = (name: string, text = '', [open, comma, close] = [' (', ', ', ')']) => {
    const told = args[name]?.options?.join(comma) ?? inSentence(text);
    return told ? `${name.toUpperCase()}${open}${told}${close}` : name.toUpperCase();
  };
  return {
    code: 'MISSING_ARGUMENT',
    en: `Missing argument: ${missing.map((name) => described(name, args[name]?.description)).join(', ')}`,
    zh: `缺少参数：${missing.map((name) => described(name, chineseOf(args[name]?.description ?? ''), ['（', '、', '）'])).join('、')}`,
  };
}

/** A description inside a sentence: without its full stop, and without the capital of a word that is no name. */
function inSentence(text: string): string {
  return text.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z]*(?:\s|$))/, (letter) => letter.toLowerCase());
}

/** What the parser had before it when it compared the flags with each other. */
interface Parsed {
  readonly input: { readonly flags: Flags };
  readonly output: {
    readonly flags: Readonly<Record<string, unknown>>;
    readonly metadata: { readonly flags: Readonly<Record<string, { readonly setFromDefault?: boolean }>> };
  };
}

/** A flag that is required, that excludes another one or that needs another one; the last of several. */
function wrongCombination(error: Error): Misuse | undefined {
  if (!('parse' in error) || !isObject(error.parse) || !('output' in error.parse)) return undefined;
  const { input, output } = error.parse as unknown as Parsed;
  const flags = Object.entries(input.flags);
  const has = (name: string) => output.flags[name] !== undefined;
  const isChosen = (name: string) => has(name) && !output.metadata.flags[name]?.setFromDefault;

  const missing = flags.findLast(([name, { required }]) => required && !has(name))?.[0];
  if (missing) return { code: 'MISSING_FLAG', en: `--${missing} is required`, zh: `必须给出 --${missing}` };

  const [one, excludes] =
    flags.findLast(([name, { exclusive }]) => isChosen(name) && exclusive?.some(isChosen)) ?? [];
  const other = excludes?.exclusive?.find(isChosen);
  if (other) {
    return {
      code: 'FLAG_CONFLICT',
      en: `--${other} and --${one} exclude each other`,
      zh: `--${other} 与 --${one} 不能同时使用`,
    };
  }

  const [name, { dependsOn = [] } = {}] =
    flags.findLast(([flag, { dependsOn }]) => dependsOn && has(flag) && !dependsOn.every(has)) ?? [];
  const needed = dependsOn.map((flag) => `--${flag}`);
  if (!name) return undefined;
  return {
    code: 'MISSING_FLAG',
    en: `--${name} needs ${needed.join(', ')} as well`,
    zh: `使用 --${name} 时必须同时给出 ${needed.join('、')}`,
  };
}

/** The first flag that is given more than once, or without its value: of it the parser's error has no field. */
function wrongFlag({ argv, flags }: MisusedCommand): Misuse | undefined {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      Object.entries(flags).map(([name, { type, char }]) => [
        name,
        { type: type === 'option' ? 'string' : 'boolean', ...(char && { short: char }) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const words = new Set(
    Object.entries(flags).flatMap(([name, { allowNo }]) =>
      allowNo ? [`--${name}`, `--no-${name}`] : `--${name}`,
    ),
  );
  const chars = new Set(Object.values(flags).map(({ char }) => char && `-${char}`));
  const isFlag = (word: string) => words.has(word) || chars.has(word.slice(0, 2));
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { name, value } = token;
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag?.type !== 'option') continue;
    if (given.has(name) && !flag.multiple) {
      return { code: 'REPEATED_FLAG', en: `--${name} is given more than once`, zh: `--${name} 只能给出一次` };
    }
    if (value === undefined || isFlag(value)) {
      return { code: 'MISSING_VALUE', en: `--${name} needs a value`, zh: `--${name} 需要一个值` };
    }
    given.add(name);
  }
  return undefined;
}
