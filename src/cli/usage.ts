import { stripVTControlCharacters } from 'node:util';
import type { Localized } from '../text/localized.ts';
import { nearest } from '../text/nearest.ts';
import { Failure } from './failure.ts';

/** oclif's parser tells its errors apart by their wording only: here each gets a code and a Chinese text. */
const known: readonly { pattern: RegExp; code: string; en: string; zh: string }[] = [
  {
    pattern: /^Nonexistent flags?: (.*)$/s,
    code: 'UNKNOWN_FLAG',
    en: 'Unknown flag: $1',
    zh: '未知的选项：$1',
  },
  {
    pattern: /^Unexpected arguments?: (\d+)$/,
    code: 'UNEXPECTED_ARGUMENT',
    en: 'Too many arguments, by $1',
    zh: '多了 $1 个参数',
  },
  {
    pattern: /^Missing \d+ required args?:?\s*(.*?)(?:\n\nNote: .*)?$/s,
    code: 'MISSING_ARGUMENT',
    en: 'Missing argument: $1',
    zh: '缺少参数：$1',
  },
  {
    pattern: /^Expected (--[\w-]+)=(.*) to be one of: (.*)$/s,
    code: 'INVALID_VALUE',
    en: '$1 must be one of $3, not "$2"',
    zh: '$1 的取值应为 $3 之一，不能是“$2”',
  },
  {
    pattern: /^Expected (.*) to be one of: (.*)$/s,
    code: 'INVALID_VALUE',
    en: 'Expected one of $2, not "$1"',
    zh: '取值应为 $2 之一，不能是“$1”',
  },
  {
    pattern: /^Flag (--[\w-]+) expects (?:a value|one of these values: (.*))$/s,
    code: 'MISSING_VALUE',
    en: '$1 needs a value',
    zh: '$1 需要一个值',
  },
  {
    pattern: /^Flag (--[\w-]+) can only be specified once$/,
    code: 'REPEATED_FLAG',
    en: '$1 is given more than once',
    zh: '$1 只能给出一次',
  },
  { pattern: /^Parsing (--[\w-]+)\s+(.*)$/s, code: 'INVALID_VALUE', en: '$1: $2', zh: '$1：$2' },
  {
    pattern: /^.*Missing required flag ([\w-]+).*$/s,
    code: 'MISSING_FLAG',
    en: '--$1 is required',
    zh: '必须给出 --$1',
  },
  {
    pattern: /^.*(--[\w-]+)=.* cannot also be provided when using (--[\w-]+).*$/s,
    code: 'FLAG_CONFLICT',
    en: '$1 and $2 exclude each other',
    zh: '$1 与 $2 不能同时使用',
  },
];

/**
 * A usage error of oclif's parser as a {@link Failure}: stable code, both languages, a hint.
 *
 * @param id of the command, `callback:test`
 * @param flags names of the flags it has
 */
export function usageFailure(error: Error, id: string, flags: readonly string[]): Failure {
  const message = messageOf(error);
  const { code, ...text } = recognise(message);
  const suggestion = code === 'UNKNOWN_FLAG' ? nearestFlag(message, flags) : undefined;
  const help = ['koo', ...id.split(':'), '--help'].join(' ');
  // Without the parser's error as its cause, which repeats what was typed.
  return new Failure({
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

function recognise(message: string): { code: string } & Localized {
  const entry = known.find(({ pattern }) => pattern.test(message));
  if (!entry) return { code: 'INVALID_USAGE', en: message, zh: message };
  const { pattern, code, en, zh } = entry;
  return { code, en: message.replace(pattern, en), zh: message.replace(pattern, zh) };
}

function nearestFlag(message: string, flags: readonly string[]): string | undefined {
  const name = /--([\w-]+)/.exec(message)?.[1];
  const found = name && nearest(name, flags);
  return found && `--${found}`;
}
