import { parseArgs } from 'node:util';
import { didYouMean, KooError } from '../errors/koo-error.ts';
import { isObject } from '../text/json.ts';
import { both, chineseOf, type Localized, verbatim } from '../text/translate.ts';
import { InvalidValueError } from './flags/value.ts';

/** The properties of a flag that oclif's parser and its errors use. */
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

/** A command with invalid usage. */
export interface MisusedCommand {
  /** `callback:test` */
  readonly id: string;
  readonly flags: Flags;
  readonly args: Readonly<Record<string, ArgDefinition>>;
  /** The words after its name. */
  readonly argv: readonly string[];
}

interface Misuse {
  readonly code: string;
  readonly message: Localized;
}

/**
 * Converts an error of oclif's parser into a {@link KooError} with a stable code, both languages and a hint. It uses
 * the fields of the error and the command line, never the error's message.
 */
export function misuse(error: Error, command: MisusedCommand): KooError {
  const { code, message } = findMisuse(error, command);
  const unknown = unknownFlags(error)?.find((flag) => flag.startsWith('--'));
  const help = both('See `{help}`.', { help: ['koo', ...command.id.split(':'), '--help'].join(' ') });
  const secretHint = unknown === undefined ? undefined : hintForSecret(unknown.slice(2), command.flags, help);
  // The parser's error is not the cause, because its message repeats the input.
  return new KooError({
    category: 'usage',
    code,
    message,
    ...(secretHint
      ? { hint: secretHint }
      : didYouMean(unknown?.slice(2) ?? '', Object.keys(command.flags), help, (flag) => `--${flag}`)),
  });
}

function findMisuse(error: Error, command: MisusedCommand): Misuse {
  if (error instanceof InvalidValueError) return { code: 'INVALID_VALUE', message: error.text };
  const flags = unknownFlags(error);
  if (flags) return { code: 'UNKNOWN_FLAG', message: both('Unknown flag: {flags}', { flags }) };
  return (
    wrongArguments(error, command) ??
    wrongCombination(error) ??
    wrongFlag(command) ?? { code: 'INVALID_USAGE', message: both('Invalid usage') }
  );
}

/** Names of unknown flags, without their values: a value may be a secret that was meant for another flag. */
function unknownFlags(error: Error): string[] | undefined {
  if (!('flags' in error) || !Array.isArray(error.flags)) return undefined;
  return error.flags.map((flag) => /^(?:--[\w-]*|-.?)/.exec(String(flag))?.[0] ?? '');
}

interface SecretInput {
  readonly flags: readonly string[];
  /** The environment variable that can be set instead. */
  readonly variable?: string;
  /** Names of flags that are meant for it. */
  readonly name: RegExp;
}

/** Flags that read a secret from elsewhere. */
const secretInputs: readonly SecretInput[] = [
  { flags: ['sk-stdin', 'sk-file'], variable: 'KOO_SK', name: /^(?:sk|secret.*)$/ },
  { flags: ['access-key-file'], variable: 'KOO_ACCESS_KEY', name: /^access-key$/ },
  { flags: ['kit-key-file'], variable: 'KOO_KIT_KEY', name: /^kit-key$/ },
  { flags: ['license-key-file'], variable: 'KOO_LICENSE_KEY', name: /^licen[cs]e-key$/ },
  { flags: ['client-secret-file'], variable: 'KOO_CLIENT_SECRET', name: /^(?:client-)?secret$/ },
  { flags: ['refresh-token-file'], name: /token$/ },
  { flags: ['token-file'], variable: 'KOO_SSO_TOKEN', name: /token$/ },
  { flags: ['notify-key-file'], variable: 'KOO_NOTIFY_KEY', name: /^notify-key$/ },
];

/** The hint about an unknown flag that looks as if it took a secret; a similar flag would be the wrong suggestion. */
function hintForSecret(unknown: string, flags: Flags, help: Localized): Localized | undefined {
  if (!/^(?:sk|(?:.*-)?(?:key|secret|token|password|passwd|pwd))$|^secret/.test(unknown)) return undefined;
  const available = secretInputs.filter((input) => input.flags.some((flag) => Object.hasOwn(flags, flag)));
  const input = available.find(({ name }) => name.test(unknown)) ?? available[0];
  if (!input) return both('koo takes no secret on the command line. {help}', { help });
  const ways = input.flags
    .filter((flag) => Object.hasOwn(flags, flag))
    .map((flag) => (flag.endsWith('-file') ? `--${flag} FILE` : `--${flag}`));
  return both('koo takes no secret on the command line. Use {ways, or}.', {
    ways: [...ways, input.variable ?? []].flat(),
  });
}

/**
 * Missing arguments, each with its meaning, or the number of surplus ones; they are not quoted, because one may be a
 * secret.
 */
function wrongArguments(error: Error, { args }: MisusedCommand): Misuse | undefined {
  if (!('args' in error) || !Array.isArray(error.args)) return undefined;
  const missing = error.args.flatMap((arg) => (isObject(arg) ? String(arg.name) : []));
  if (missing.length === 0) {
    const expected = Object.keys(args).length;
    const given = expected + error.args.length;
    return {
      code: 'UNEXPECTED_ARGUMENT',
      message:
        expected === 0
          ? both(
              'This command takes no arguments, but {given} {given, plural, one {was} other {were}} given',
              { given },
            )
          : both('Too many arguments: {given} given, at most {expected} expected', { given, expected }),
    };
  }
  const names = missing.map((name) => describeArgument(name, args[name]));
  return { code: 'MISSING_ARGUMENT', message: both('Missing argument: {names}', { names }) };
}

function describeArgument(name: string, { options, description = '' }: ArgDefinition = {}): Localized {
  if (options) return both('{name} ({meaning})', { name: name.toUpperCase(), meaning: options });
  if (description === '') return verbatim(name.toUpperCase());
  const meaning = { en: inSentence(description), zh: inSentence(chineseOf(description)) };
  return both('{name} ({meaning})', { name: name.toUpperCase(), meaning });
}

/**
 * Formats a description for use inside a sentence: without the full stop, and without the initial capital of a plain
 * word.
 */
function inSentence(text: string): string {
  return text.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z]*(?:\s|$))/, (letter) => letter.toLowerCase());
}

/** The state of the parser when it checks how flags are combined. */
interface Parsed {
  readonly input: { readonly flags: Flags };
  readonly output: {
    readonly flags: Readonly<Record<string, unknown>>;
    readonly metadata: { readonly flags: Readonly<Record<string, { readonly setFromDefault?: boolean }>> };
  };
}

/**
 * Finds a missing flag, two flags that exclude each other, or a flag that requires another one; the last of several.
 */
function wrongCombination(error: Error): Misuse | undefined {
  if (!('parse' in error) || !isObject(error.parse) || !('output' in error.parse)) return undefined;
  const { input, output } = error.parse as unknown as Parsed;
  const flags = Object.entries(input.flags);
  const has = (name: string) => output.flags[name] !== undefined;
  const isChosen = (name: string) => has(name) && !output.metadata.flags[name]?.setFromDefault;

  const missing = flags.findLast(([name, { required }]) => required && !has(name))?.[0];
  if (missing) return { code: 'MISSING_FLAG', message: both('Missing flag: --{flag}', { flag: missing }) };

  const [one, excludes] =
    flags.findLast(([name, { exclusive }]) => isChosen(name) && exclusive?.some(isChosen)) ?? [];
  const other = excludes?.exclusive?.find(isChosen);
  if (one && other) {
    return {
      code: 'FLAG_CONFLICT',
      message: both('--{one} and --{other} cannot be used together', { one: other, other: one }),
    };
  }

  const [name, { dependsOn = [] } = {}] =
    flags.findLast(([flag, { dependsOn }]) => dependsOn && has(flag) && !dependsOn.every(has)) ?? [];
  if (!name) return undefined;
  const required = dependsOn.map((flag) => `--${flag}`);
  return {
    code: 'MISSING_FLAG',
    message: both('--{flag} also requires {required, and}', { flag: name, required }),
  };
}

/** Finds the first flag that is repeated or has no value; the parser's error has no field for it. */
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
    if (given.has(name) && !flag.multiple)
      return { code: 'REPEATED_FLAG', message: both('--{flag} is given more than once', { flag: name }) };
    if (value === undefined || isFlag(value))
      return { code: 'MISSING_VALUE', message: both('--{flag} requires a value', { flag: name }) };
    given.add(name);
  }
  return undefined;
}
