import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../../cli/flags/value.ts';

/** Flags of `koo callback test`, keys apart. */
export const testFlags = {
  protocol: Flags.string({
    char: 'p',
    helpValue: 'LIST',
    summary:
      'Protocols, comma-separated: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify (default: koo.yaml, else v2; with --demo all).',
  }),
  demo: Flags.boolean({
    summary: 'Test the reference merchant in this process: needs no key and no network.',
  }),
  list: Flags.boolean({ summary: 'List the checks with severity and source; run nothing.' }),
  sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
    summary: 'How the product is sold; decides which activities are due (default: koo.yaml, else period).',
  }),
  joint: Flags.boolean({
    allowNo: true,
    summary: 'A joint-operation product: the kit interfaces of v1 and v2 are due as well.',
  }),
  require: Flags.string({
    helpValue: 'ACTIVITY,…',
    summary: 'Optional activities that must be offered, such as upgradeInstance.',
  }),
  encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
    summary: 'Key length of sensitive fields, as chosen when the product was published (default aes256).',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'The public key you gave for clientSecret (PEM or base64).',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[ACTIVITY.]NAME=VALUE',
    summary: 'A value that only you know: a licence code, an order id. Repeatable.',
  }),
  only: Flags.string({
    helpValue: 'ID,…',
    summary: 'Only these checks and what they lean on; * stands for any text.',
  }),
  skip: Flags.string({ helpValue: 'ID,…', summary: 'Leave out these checks; * stands for any text.' }),
  strict: Flags.boolean({ summary: 'Exit 7 on warnings, too.' }),
  bail: Flags.boolean({ summary: 'Stop at the first failure.' }),
  concurrency: integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    default: 8,
    summary: 'Independent checks that run at the same time.',
  }),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 20,
    summary: 'Longest wait for an answer.',
  }),
  'poll-interval': integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 2,
    summary:
      'Pause between the 60 queries for an instance that is still being created; KooGallery waits 120.',
  }),
  reporter: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[=FILE]',
    summary: 'Form of the report: spec, json, junit, tap, markdown, html; repeatable (default spec).',
  }),
  config: Flags.string({ helpValue: 'FILE', summary: 'Settings file (default: koo.yaml here or above).' }),
};

/** Chinese summaries of {@link testFlags}. */
export const testFlagsZh: Readonly<Record<keyof typeof testFlags, string>> = {
  protocol:
    '要测试的协议，逗号分隔：v1、v1-kit、v2、v2-kit、license-code、online-license、order-notify（默认取 koo.yaml，否则为 v2；--demo 时为全部）。',
  demo: '测试本进程内的参考商家服务器：无需密钥和网络。',
  list: '列出全部检查及其严重程度和来源，不运行。',
  sale: '商品的销售方式，决定必须提供哪些接口（默认取 koo.yaml，否则为 period）。',
  joint: '联营商品：v1、v2 的 Kit 接口也必须提供。',
  require: '必须提供的可选接口，例如 upgradeInstance。',
  encrypt: '敏感字段的密钥位数，即发布商品时所选的加密算法（默认 aes256）。',
  'rsa-public-key': '申请应用凭证时填写的、用于加密 clientSecret 的公钥（PEM 或 base64）。',
  set: '只有您知道的值，例如授权码、订单号；可重复。',
  only: '只运行这些检查及其依赖；* 表示任意字符。',
  skip: '略过这些检查；* 表示任意字符。',
  strict: '有警告时也以 7 退出。',
  bail: '遇到第一个失败即停止。',
  concurrency: '同时运行的独立检查数量。',
  timeout: '等待应答的最长时间（秒）。',
  'poll-interval': '实例开通中时，60 次查询之间的间隔（秒）；云商店为 120 秒。',
  reporter: '报告格式：spec、json、junit、tap、markdown、html；可重复（默认 spec）。',
  config: '配置文件（默认为当前目录或上级目录中的 koo.yaml）。',
};

export type TestFlags = InferredFlags<typeof testFlags>;
