import { stripVTControlCharacters } from 'node:util';
import type { Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';
import { nearest } from './nearest.ts';

/** oclif's parser tells its errors apart by their wording only: here each gets a code and a Chinese text. */
const known: readonly { pattern: RegExp; code: string; en: string; zh: string }[] = [
  // Only the names of unknown flags, never a value: it may be a secret meant for a flag that does not exist.
  {
    pattern: /^Nonexistent flags?: (.*)$/s,
    code: 'UNKNOWN_FLAG',
    en: 'Unknown flag: $1',
    zh: '未知的选项：$1',
  },
  {
    pattern: /^Unexpected arguments?: (.*)$/s,
    code: 'UNEXPECTED_ARGUMENT',
    en: 'Unexpected argument: $1',
    zh: '多余的参数：$1',
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
  const message = stripVTControlCharacters(error.message)
    .replace(/\nSee more help with --help$/, '')
    .trim();
  const { code, ...text } = recognise(message);
  const suggestion = code === 'UNKNOWN_FLAG' ? nearestFlag(message, flags) : undefined;
  const help = ['koo', ...id.split(':'), '--help'].join(' ');
  return new Failure(
    {
      category: 'usage',
      code,
      message: text,
      hint: {
        en: suggestion ? `Did you mean ${suggestion}? See \`${help}\`.` : `See \`${help}\`.`,
        zh: suggestion ? `是否想输入 ${suggestion}？用法见 \`${help}\`。` : `用法见 \`${help}\`。`,
      },
    },
    { cause: error },
  );
}

function recognise(message: string): { code: string } & Localized {
  const shown = message.replace(/^(Nonexistent flags?: .*)$/s, (text) => text.replace(/=[^,]*/g, ''));
  const entry = known.find(({ pattern }) => pattern.test(shown));
  if (!entry) return { code: 'INVALID_USAGE', en: shown, zh: shown };
  const { pattern, code, en, zh } = entry;
  return { code, en: shown.replace(pattern, en), zh: shown.replace(pattern, zh) };
}

function nearestFlag(message: string, flags: readonly string[]): string | undefined {
  const name = /--([\w-]+)/.exec(message)?.[1];
  const found = name && nearest(name, flags);
  return found && `--${found}`;
}
