import type { Language } from '../../text/localized.ts';

interface HelpWords {
  readonly about: string;
  readonly usage: string;
  readonly args: string;
  readonly flags: string;
  /** The heading of a group of flags. */
  readonly groupFlags: (group: string) => string;
  readonly description: string;
  readonly examples: string;
  readonly commands: string;
  readonly topics: string;
  readonly more: string;
  readonly version: string;
  readonly others: string;
  readonly required: string;
  readonly options: (list: readonly string[]) => string;
  readonly fallback: (value: string) => string;
  readonly env: (name: string) => string;
  /** What stands for flags, a command, a topic in a usage line. */
  readonly flagsPlace: string;
  readonly commandPlace: string;
  readonly topicPlace: string;
  readonly next: string;
}

const groupNames: Readonly<Record<string, string>> = { GLOBAL: '通用', KEYS: '密钥', SESSION: '会话' };

/** The words that help is made of. */
export const helpWords: Readonly<Record<Language, HelpWords>> = {
  en: {
    about:
      'The command line for merchants on Huawei Cloud KooGallery: prove a callback server right, sign and verify ' +
      'callbacks, call the open API, push usage, configure products, and try it all in a sandbox.',
    usage: 'USAGE',
    args: 'ARGUMENTS',
    flags: 'FLAGS',
    groupFlags: (group) => `${group} FLAGS`,
    description: 'DESCRIPTION',
    examples: 'EXAMPLES',
    commands: 'COMMANDS',
    topics: 'TOPICS',
    more: 'HELP TOPICS',
    version: 'VERSION',
    others: 'Others',
    required: '(required)',
    options: (list) => `(one of: ${list.join(', ')})`,
    fallback: (value) => `[default: ${value}]`,
    env: (name) => `[env: ${name}]`,
    flagsPlace: 'FLAGS',
    commandPlace: 'COMMAND',
    topicPlace: 'TOPIC',
    next: 'koo COMMAND --help tells all about a command.',
  },
  zh: {
    about:
      '面向华为云云商店商家的命令行工具：检验回调服务器是否正确，对回调签名和验签，调用开放接口，推送话单，' +
      '配置商品，并可在沙箱中试用全部功能。',
    usage: '用法',
    args: '参数',
    flags: '选项',
    groupFlags: (group) => `${groupNames[group] ?? group}选项`,
    description: '说明',
    examples: '示例',
    commands: '命令',
    topics: '主题',
    more: '帮助主题',
    version: '版本',
    others: '其他',
    required: '（必填）',
    options: (list) => `（可选值：${list.join('、')}）`,
    fallback: (value) => `[默认：${value}]`,
    env: (name) => `[环境变量：${name}]`,
    flagsPlace: '选项',
    commandPlace: '命令',
    topicPlace: '主题',
    next: 'koo 命令 --help 显示该命令的全部用法。',
  },
};
