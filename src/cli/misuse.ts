import { stripVTControlCharacters } from 'node:util';
import { KooError } from '../errors/koo-error.ts';
import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { usagePatterns } from './misuse-patterns.ts';

/** What a command tells of itself: the names of its flags, and what its arguments are for in Chinese. */
export interface UsageSubject {
  /** Of the command, `callback:test`. */
  readonly id: string;
  readonly flags: readonly string[];
  readonly args?: Readonly<Record<string, string>> | undefined;
}

/**
 * A usage error of oclif's parser as a {@link KooError}: stable code, both languages, a hint.
 */
export function usageFailure(error: Error, { id, flags, args = {} }: UsageSubject): KooError {
  const message = messageOf(error);
  const { code, ...text } = missingArguments(error, args) ?? recognise(message);
  const suggestion = code === 'UNKNOWN_FLAG' ? nearestFlag(message, flags) : undefined;
  const help = ['koo', ...id.split(':'), '--help'].join(' ');
  // Without the parser's error as its cause, which repeats what was typed.
  return new KooError({
    category: 'usage',
    code,
    message: text,
    hint: {
      en: suggestion ? `Did you mean ${suggestion}? See \`${help}\`.` : `See \`${help}\`.`,
      zh: suggestion ? `是否想输入 ${suggestion}？用法见 \`${help}\`。` : `用法见 \`${help}\`。`,
    },
  });
}

/**
 * The parser's words. Of unknown flags only the names and of surplus arguments only the count: a value may be a
 * secret, meant for a flag that does not exist.
 */
function messageOf(error: Error): string {
  if ('flags' in error && isTexts(error.flags)) {
    return `Nonexistent flags: ${error.flags.map((flag) => /^(?:--[\w-]*|-.?)/.exec(flag)?.[0] ?? '').join(', ')}`;
  }
  if ('args' in error && isTexts(error.args)) return `Unexpected arguments: ${error.args.length}`;
  return stripVTControlCharacters(error.message)
    .replace(/\nSee more help with --help$/, '')
    .trim();
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

type Recognised = { readonly code: string } & Localized;

function recognise(message: string): Recognised {
  for (const { pattern, code, tell } of usagePatterns) {
    const found = pattern.exec(message);
    if (found) return { code, ...tell(...found.slice(1)) };
  }
  return { code: 'INVALID_USAGE', en: message, zh: message };
}

/** An argument as the parser's error holds it. */
interface MissingArgument {
  readonly name: string;
  readonly description?: string;
  readonly options?: readonly string[];
}

/** Arguments that are not there, each with what it is for. */
function missingArguments(error: Error, zh: Readonly<Record<string, string>>): Recognised | undefined {
  const missing: unknown = 'args' in error ? error.args : undefined;
  if (!Array.isArray(missing) || missing.length === 0 || !missing.every(isArgument)) return undefined;
  return {
    code: 'MISSING_ARGUMENT',
    en: `Missing argument: ${missing.map((arg) => described(arg, arg.description, [' (', ', ', ')'])).join(', ')}`,
    zh: `缺少参数：${missing.map((arg) => described(arg, zh[arg.name], ['（', '、', '）'])).join('、')}`,
  };
}

function isArgument(value: unknown): value is MissingArgument {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

/** `FILE (file with the users; - is stdin)` */
function described(
  { name, options }: MissingArgument,
  description: string | undefined,
  [open, comma, close]: readonly [string, string, string],
): string {
  const text = options?.join(comma) ?? inSentence(description ?? '');
  return text ? `${name.toUpperCase()}${open}${text}${close}` : name.toUpperCase();
}

/** A description inside a sentence: without its full stop, and without the capital of a word that is no name. */
function inSentence(text: string): string {
  return text.replace(/[.。]$/, '').replace(/^[A-Z](?=[a-z]*(?:\s|$))/, (letter) => letter.toLowerCase());
}

function nearestFlag(message: string, flags: readonly string[]): string | undefined {
  const name = /--([\w-]+)/.exec(message)?.[1];
  const found = name && nearest(name, flags);
  return found && `--${found}`;
}
