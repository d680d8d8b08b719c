import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { keyFlags, keyFlagsZh } from '../../account/cli/keys.ts';
import { integer, oneOf } from '../../cli/flags/value.ts';
import { commaList } from '../../text/comma-list.ts';
import { tamperings } from '../delivery/tamper.ts';
import { protocols } from '../protocols/index.ts';
import type { Protocol } from '../protocols/model.ts';

const protocolIds = protocols.map(({ id }) => id);

/** Flags of `koo callback send`. */
export const sendFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol, where several have the activity (default: koo.yaml).',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    summary: 'Set a value; repeatable. userList.0.role=admin reaches into lists and objects.',
  }),
  unset: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
    summary: 'Leave a value out; repeatable.',
  }),
  data: Flags.string({
    helpValue: 'JSON|@FILE|-',
    summary: 'JSON object that takes the place of the sample values.',
  }),
  'allow-unknown': Flags.boolean({ summary: 'Accept names that the activity does not have.' }),
  sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
    summary: 'How the product is sold; decides the sample values (default: koo.yaml, else period).',
  }),
  encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
    summary: 'Key length of encrypted fields, as chosen for the product (default: koo.yaml, else aes256).',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'Your public key, for clientSecret; without it the value is sent as it is given.',
  }),
  tamper: Flags.option({ options: tamperings })({
    summary: 'Forge this part: the server must refuse the delivery.',
  }),
  timestamp: Flags.string({ summary: 'Time of the proof as it goes over the wire (default: now).' }),
  nonce: Flags.string({ summary: 'Nonce of the proof (default: random).' }),
  'dry-run': Flags.boolean({ summary: 'Send nothing; print a curl command that would.' }),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 20,
    summary: 'Longest wait for an answer.',
  }),
  config: Flags.string({ helpValue: 'FILE', summary: 'Settings file (default: koo.yaml here or above).' }),
  ...keyFlags,
};

/** Chinese summaries of {@link sendFlags}. */
export const sendFlagsZh: Readonly<Record<keyof typeof sendFlags, string>> = {
  protocol: '协议；多个协议都有该接口时必须指定（默认取 koo.yaml）。',
  set: '设置参数值，可重复；用 userList.0.role=admin 可深入列表和对象。',
  unset: '不发送该参数，可重复。',
  data: '用该 JSON 对象代替全部样例值。',
  'allow-unknown': '允许接口未定义的参数名。',
  sale: '商品的销售方式，决定样例值（默认取 koo.yaml，否则为 period）。',
  encrypt: '加密字段的密钥位数，即发布商品时所选的加密算法（默认取 koo.yaml，否则为 aes256）。',
  'rsa-public-key': '商家公钥，用于加密 clientSecret；不指定时按给出的值原样发送。',
  tamper: '篡改该部分：服务器必须拒绝该请求。',
  timestamp: '签名所用的时间，按报文中的写法（默认为当前时间）。',
  nonce: '签名所用的随机数（默认随机生成）。',
  'dry-run': '不发送，只输出等效的 curl 命令。',
  timeout: '等待应答的最长时间（秒）。',
  config: '配置文件（默认为当前目录或上级目录中的 koo.yaml）。',
  ...keyFlagsZh,
};

export type SendOptions = InferredFlags<typeof sendFlags>;

/** Flags of `koo callback sign`. */
export const signFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol (default: what the form of the input tells).',
  }),
  reply: Flags.boolean({ summary: 'The input is the body of a V1 reply.', exclusive: ['curl'] }),
  curl: Flags.string({ helpValue: 'URL', summary: 'Print a curl command that sends it to this address.' }),
  timestamp: Flags.string({ summary: 'Time of the proof as it goes over the wire (default: now).' }),
  nonce: Flags.string({ summary: 'Nonce of the proof (default: random).' }),
  ...keyFlags,
};

/** Chinese summaries of {@link signFlags}. */
export const signFlagsZh: Readonly<Record<keyof typeof signFlags, string>> = {
  ...keyFlagsZh,
  protocol: '协议（默认根据输入的形式判断）。',
  reply: '输入是 V1 应答体。',
  curl: '输出发送到该地址的 curl 命令。',
  timestamp: '签名所用的时间，按报文中的写法（默认为当前时间）。',
  nonce: '签名所用的随机数（默认随机生成）。',
};

export type SignOptions = InferredFlags<typeof signFlags>;

/** Flags of `koo callback verify`. */
export const verifyFlags = {
  protocol: Flags.option({ options: protocolIds })({
    char: 'p',
    summary: 'The protocol (default: what the capture tells).',
  }),
  reply: Flags.boolean({ summary: 'Verify the reply, where the capture holds both.' }),
  entry: integer({ default: 1, min: 1, helpValue: 'N', summary: 'Which entry of a HAR log.' }),
  at: Flags.string({
    helpValue: 'TIME',
    summary: 'When it arrived: judges the time window of 60 s; otherwise the age is only told.',
  }),
  'signed-text': Flags.string({
    helpValue: 'FILE',
    summary: 'The text your own code signs: shows where it parts from the right one.',
  }),
  ...keyFlags,
};

/** Chinese summaries of {@link verifyFlags}. */
export const verifyFlagsZh: Readonly<Record<keyof typeof verifyFlags, string>> = {
  ...keyFlagsZh,
  protocol: '协议（默认根据抓取内容判断）。',
  reply: '抓取内容同时含请求和应答时，对应答验签。',
  entry: 'HAR 中的第几条记录。',
  at: '收到的时间：用于判断 60 秒有效期；不指定时只显示时间戳的年龄。',
  'signed-text': '您的代码实际签名的内容：显示与正确内容的差异位置。',
};

export type VerifyOptions = InferredFlags<typeof verifyFlags>;

/**
 * The protocols of a comma-separated list such as `v2,v2-kit`; all of them for undefined.
 *
 * @throws KooError (usage, `UNKNOWN_PROTOCOL`)
 */
export function protocolList(list: string | undefined): readonly Protocol[] {
  if (list === undefined) return protocols;
  const chosen = commaList(list).map((id) =>
    oneOf(id, protocolIds, { en: 'protocol', zh: '协议' }, 'UNKNOWN_PROTOCOL'),
  );
  return protocols.filter(({ id }) => chosen.includes(id));
}
