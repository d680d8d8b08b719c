import type { Part } from './model.ts';

/** How koo behaves without a person at a terminal. */
export const pipelines: readonly Part[] = [
  {
    heading: { en: 'STREAMS', zh: '输入与输出' },
    text: {
      en: 'stdout carries the result and nothing else; progress, notices and failures in words go to stderr (-q leaves notices out). A file argument - reads stdin. A reader that closes the pipe early is no failure.',
      zh: '标准输出只有结果；进度、提示和失败说明输出到标准错误（-q 可关闭提示）。文件参数 - 表示读取标准输入。管道另一端提前关闭不算失败。',
    },
    commands: ["koo callback activities --json --query '[].name'", 'koo usage check usage.csv -o ndjson'],
  },
  {
    heading: { en: 'NO TERMINAL, NO QUESTION', zh: '没有终端就不询问' },
    text: {
      en: 'Without a terminal, or with --no-input, koo asks nothing: a missing value is exit 2, and the message names the flag. What destroys something needs --yes there.',
      zh: '没有终端或使用 --no-input 时，koo 不会询问：缺少值时退出码为 2，并指出应使用的选项。会造成数据丢失的操作需加 --yes。',
    },
  },
  {
    heading: { en: 'SECRETS', zh: '密钥' },
    text: {
      en: 'Give keys by the environment, masked by your CI, or by a file; never on the command line.',
      zh: '密钥应通过 CI 的加密环境变量或文件提供，不要写在命令行上。',
    },
    commands: [
      'koo callback test https://isv.example.com/saasproduce --protocol v2 --access-key-file key.txt',
    ],
  },
  {
    heading: { en: 'TEST REPORTS', zh: '测试报告' },
    text: {
      en: 'Reporters can be combined, each to a file of its own; exit 7 means that a check failed.',
      zh: '可同时使用多种报告，各写入自己的文件；退出码 7 表示有检查未通过。',
    },
    commands: ['koo callback test --demo --reporter spec --reporter junit=report.xml'],
  },
  {
    heading: { en: 'EXIT CODES', zh: '退出码' },
    text: { en: 'koo help exit-codes has them all.', zh: '全部退出码见 koo help exit-codes。' },
  },
];
