import type { Localized } from '../../text/localized.ts';
import type { Candidate } from './model.ts';

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
