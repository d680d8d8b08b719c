import type { Localized } from '../text/localized.ts';

/** An error of oclif's parser: how it is worded there, and here. */
export interface UsagePattern {
  readonly pattern: RegExp;
  readonly code: string;
  /** @param groups what the pattern's groups hold */
  readonly tell: (...groups: string[]) => Localized;
}

/** oclif's parser tells its errors apart by their wording only: here each gets a code and both languages. */
export const usagePatterns: readonly UsagePattern[] = [
  {
    pattern: /^Nonexistent flags?: (.*)$/s,
    code: 'UNKNOWN_FLAG',
    tell: (names) => ({ en: `Unknown flag: ${names}`, zh: `未知的选项：${listed(names)}` }),
  },
  {
    pattern: /^Unexpected arguments?: (\d+)$/,
    code: 'UNEXPECTED_ARGUMENT',
    tell: (count) => ({ en: `Too many arguments, by ${count}`, zh: `多了 ${count} 个参数` }),
  },
  {
    pattern: /^Expected (--[\w-]+)=(.*) to be one of: (.*)$/s,
    code: 'INVALID_VALUE',
    tell: (flag, value, options) => ({
      en: `${flag} must be one of ${options}, not "${value}"`,
      zh: `${flag} 的取值应为 ${listed(options)} 之一，不能是“${value}”`,
    }),
  },
  {
    pattern: /^Expected (.*) to be one of: (.*)$/s,
    code: 'INVALID_VALUE',
    tell: (value, options) => ({
      en: `Expected one of ${options}, not "${value}"`,
      zh: `取值应为 ${listed(options)} 之一，不能是“${value}”`,
    }),
  },
  {
    pattern: /^Flag (--[\w-]+) expects (?:a value|one of these values: (?:.*))$/s,
    code: 'MISSING_VALUE',
    tell: (flag) => ({ en: `${flag} needs a value`, zh: `${flag} 需要一个值` }),
  },
  {
    pattern: /^Flag (--[\w-]+) can only be specified once$/,
    code: 'REPEATED_FLAG',
    tell: (flag) => ({ en: `${flag} is given more than once`, zh: `${flag} 只能给出一次` }),
  },
  {
    pattern: /^Parsing (--[\w-]+)\s+Expected an integer but received: (.*)$/s,
    code: 'INVALID_VALUE',
    tell: (flag, value) => ({
      en: `${flag} must be an integer, not "${value}"`,
      zh: `${flag} 必须是整数，不能是“${value}”`,
    }),
  },
  {
    pattern: /^Parsing (--[\w-]+)\s+Expected an integer greater than or equal to (\S+) but received: (.*)$/s,
    code: 'INVALID_VALUE',
    tell: (flag, least, value) => ({
      en: `${flag} must be ${least} or more, not "${value}"`,
      zh: `${flag} 不能小于 ${least}，当前为“${value}”`,
    }),
  },
  {
    pattern: /^Parsing (--[\w-]+)\s+Expected an integer less than or equal to (\S+) but received: (.*)$/s,
    code: 'INVALID_VALUE',
    tell: (flag, most, value) => ({
      en: `${flag} must be ${most} or less, not "${value}"`,
      zh: `${flag} 不能大于 ${most}，当前为“${value}”`,
    }),
  },
  {
    pattern: /^Parsing (--[\w-]+)\s+(.*)$/s,
    code: 'INVALID_VALUE',
    tell: (flag, reason) => ({ en: `${flag}: ${reason}`, zh: `${flag}：${reason}` }),
  },
  {
    pattern: /^.*Missing required flag ([\w-]+).*$/s,
    code: 'MISSING_FLAG',
    tell: (name) => ({ en: `--${name} is required`, zh: `必须给出 --${name}` }),
  },
  {
    pattern: /^.*(--[\w-]+)=.* cannot also be provided when using (--[\w-]+).*$/s,
    code: 'FLAG_CONFLICT',
    tell: (one, other) => ({
      en: `${one} and ${other} exclude each other`,
      zh: `${one} 与 ${other} 不能同时使用`,
    }),
  },
  {
    pattern: /^.*All of the following must be provided when using (--[\w-]+): (--[\w-]+(?:, --[\w-]+)*).*$/s,
    code: 'MISSING_FLAG',
    tell: (flag, others) => ({
      en: `${flag} needs ${others} as well`,
      zh: `使用 ${flag} 时必须同时给出 ${listed(others)}`,
    }),
  },
];

/** A list of the parser's as Chinese writes one. */
function listed(text = ''): string {
  return text.replaceAll(', ', '、');
}
