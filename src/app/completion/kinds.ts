import type { Localized } from '../../text/localized.ts';
import type { ManifestArg, ManifestFlag } from '../manifest.ts';
import type { Candidate } from './model.ts';

/** What a flag or an argument takes, where that can be completed. */
export type Kind =
  | 'file'
  /** Text, or `@FILE`. */
  | 'at-file'
  /** `NAME` or `NAME=FILE`. */
  | 'reporter'
  /** `NAME=VALUE` of the activity's fields. */
  | 'assignment'
  | 'field'
  | 'profile'
  | 'protocols'
  | 'activity'
  | 'activities'
  | 'checks'
  | 'code'
  | 'guide'
  | 'order'
  | 'setting'
  | 'setting-value'
  | 'product'
  | 'sku'
  | 'attribute'
  | 'licence'
  | 'event'
  | 'family'
  | 'path';

/** Kinds of which several go into one word, with commas between them. */
export const listKinds: ReadonlySet<Kind> = new Set(['protocols', 'activities', 'checks']);

/** By the name of a flag; those with a fixed choice of values need no entry. */
const flagKinds: Readonly<Record<string, Kind>> = {
  activity: 'activity',
  associated: 'product',
  data: 'at-file',
  family: 'family',
  only: 'checks',
  product: 'product',
  profile: 'profile',
  protocol: 'protocols',
  reporter: 'reporter',
  require: 'activities',
  set: 'assignment',
  skip: 'checks',
  sku: 'sku',
  unset: 'field',
};

/** By the name of an argument, or by its command (`TOPIC:*` for all of a topic) and name. */
const argKinds: Readonly<Record<string, Kind>> = {
  activity: 'activity',
  file: 'file',
  'api path': 'path',
  'callback:activities name': 'activity',
  'callback:sign input': 'at-file',
  'codes what': 'code',
  'config:get name': 'setting',
  'config:set name': 'setting',
  'config:set value': 'setting-value',
  'config:unset name': 'setting',
  'event:upload event_id': 'event',
  'guide topic': 'guide',
  'license:activate license': 'licence',
  'license:query license': 'licence',
  'license:stats license': 'licence',
  'order:get id': 'order',
  'product:* id': 'product',
  'product:attribute:remove code': 'attribute',
  'product:attribute:update code': 'attribute',
  'profile:remove name': 'profile',
  'profile:rename from': 'profile',
  'profile:show name': 'profile',
  'profile:use name': 'profile',
};

/** What a flag's value is. What says FILE for its value is a file. */
export function flagKind({ name, helpValue = '' }: ManifestFlag): Kind | undefined {
  const named = Object.hasOwn(flagKinds, name) ? flagKinds[name] : undefined;
  return named ?? (/@FILE/.test(helpValue) ? 'at-file' : /FILE|PATH/.test(helpValue) ? 'file' : undefined);
}

/** What an argument of a command is. */
export function argKind(id: string, { name }: ManifestArg): Kind | undefined {
  const keys = [`${id} ${name}`, `${id.split(':')[0]}:* ${name}`, name];
  const key = keys.find((one) => Object.hasOwn(argKinds, one));
  return key === undefined ? undefined : argKinds[key];
}

/** The names in the two tables, for the test that holds them to the commands. */
export const namedKinds = { flags: Object.keys(flagKinds), args: Object.keys(argKinds) };

/** What the values of flags with a fixed choice mean, by the flag's name; what speaks for itself is left out. */
const meanings: Readonly<Record<string, Readonly<Record<string, Localized>>>> = {
  encrypt: {
    aes256: { en: '256-bit key, encryptType 1', zh: '256 位密钥，encryptType 1' },
    aes128: { en: '128-bit key, encryptType 2', zh: '128 位密钥，encryptType 2' },
  },
  lang: { en: { en: 'English', zh: '英文' }, zh: { en: 'Chinese', zh: '中文' } },
  output: {
    table: { en: 'for people', zh: '便于阅读' },
    json: { en: 'one JSON document', zh: '一个 JSON 文档' },
    ndjson: { en: 'a JSON document a line', zh: '每行一个 JSON 文档' },
    yaml: { en: 'YAML', zh: 'YAML' },
    csv: { en: 'comma-separated, with a header', zh: '逗号分隔，带表头' },
    tsv: { en: 'tab-separated, with a header', zh: '制表符分隔，带表头' },
  },
  sale: {
    period: { en: 'by month or year', zh: '包周期' },
    'on-demand': { en: 'pay-per-use', zh: '按需' },
    'one-time': { en: 'paid once', zh: '一次性' },
  },
  site: {
    cn: { en: 'KooGallery in China', zh: '云商店中国站' },
    intl: { en: 'KooGallery International', zh: '云商店国际站' },
    eu: { en: 'KooGallery in Europe', zh: '云商店欧洲站' },
    sandbox: { en: 'the sandbox on this machine', zh: '本机沙箱' },
    custom: { en: 'the address that --endpoint names', zh: '--endpoint 指定的地址' },
  },
  tamper: {
    signature: { en: 'a signature of the same form that is wrong', zh: '格式相同但错误的签名' },
    timestamp: { en: 'a time that was not signed', zh: '未参与签名的时间' },
    nonce: { en: 'a nonce that was not signed', zh: '未参与签名的随机数' },
    body: { en: 'a body that was not signed', zh: '未参与签名的请求体' },
    key: { en: 'signed with another key', zh: '用其他密钥签名' },
  },
};

/** The values of a fixed choice. */
export function choices(options: readonly string[], name: string): Candidate[] {
  const known = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  return options.map((value) => ({ value, text: known?.[value] ?? { en: '', zh: '' } }));
}

/** The names in the table, for the test that holds it to the commands. */
export const explained = Object.entries(meanings).map(([name, values]) => ({
  name,
  values: Object.keys(values),
}));
