import type { Localized } from '../../../text/localized.ts';
import { ciphertextOf, type FieldMistake, holds, joinField, rightField, tryDecrypt } from './mistake.ts';

/** The right field in another writing, which `mend` undoes. */
function written(
  cause: string,
  text: Localized,
  write: (field: string) => string | readonly string[],
  ...mends: readonly ((given: string) => string)[]
): FieldMistake {
  return {
    cause,
    text,
    sign: (input) => write(rightField(input)),
    matches: (given) => mends.some((mend) => holds(given, tryDecrypt({ ...given, text: mend(given.text) }))),
  };
}

/** Ways to write the right ciphertext and IV otherwise. */
export const fieldWritingMistakes: readonly FieldMistake[] = [
  written(
    'blank-for-plus',
    {
      en: 'The + of the base64 text became blanks: the value was decoded twice. Decode once.',
      zh: 'Base64 中的 + 变成了空格：该值被解码了两次。只解码一次即可。',
    },
    (field) => field.replaceAll('+', ' '),
    (given) => given.replaceAll(' ', '+'),
  ),
  written(
    'percent-encoded',
    { en: 'The field is percent-encoded once too often.', zh: '该字段多做了一次 URL 编码。' },
    encodeURIComponent,
    (given) => given.replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
  ),
  written(
    'hex',
    { en: 'The ciphertext is written as hex. It must be base64.', zh: '密文以十六进制输出。应为 Base64。' },
    (field) => {
      const hex = ciphertextOf(field).toString('hex');
      return [field.slice(0, 16) + hex, field.slice(0, 16) + hex.toUpperCase()];
    },
    (given) => given.slice(0, 16) + Buffer.from(given.slice(16), 'hex').toString('base64'),
  ),
  written(
    'base64-variant',
    {
      en: 'The ciphertext is written as URL-safe, unpadded or line-broken base64. Use standard base64 in one line with = at the end.',
      zh: '密文使用了 URL 安全、无填充或带换行的 Base64。请使用单行的标准 Base64，末尾保留 =。',
    },
    (field) => {
      const iv = field.slice(0, 16);
      const base64 = field.slice(16);
      const urlSafe = ciphertextOf(field).toString('base64url');
      return [
        iv + urlSafe,
        iv + base64.replaceAll('+', '-').replaceAll('/', '_'),
        iv + base64.replace(/=+$/, ''),
        `${iv}${base64.replace(/.{76}(?=.)/g, '$&\r\n')}`,
        `${iv}${base64.replace(/.{76}(?=.)/g, '$&\n')}`,
        `${field}\r\n`,
        `${field}\n`,
      ];
    },
    (given) => given.slice(0, 16) + Buffer.from(given.slice(16), 'base64url').toString('base64'),
  ),
  written(
    'iv-elsewhere',
    {
      en: 'The IV stands in another place or is encoded along. Put its 16 characters in front as they are, then the base64 of the ciphertext.',
      zh: 'IV 的位置不对，或与密文一起做了 Base64。应把 16 位 IV 原样放在最前，后接密文的 Base64。',
    },
    (field) => {
      const iv = field.slice(0, 16);
      return [
        Buffer.concat([Buffer.from(iv), ciphertextOf(field)]).toString('base64'),
        field.slice(16) + iv,
        Buffer.from(iv).toString('base64') + field.slice(16),
        Buffer.from(field).toString('base64'),
      ];
    },
    (given) => {
      const bytes = Buffer.from(given, 'base64');
      return joinField(bytes.subarray(0, 16).toString('latin1'), bytes.subarray(16));
    },
    (given) => given.slice(-16) + given.slice(0, -16),
    (given) => Buffer.from(given.slice(0, 24), 'base64').toString('latin1') + given.slice(24),
    (given) => Buffer.from(given, 'base64').toString('latin1'),
  ),
];
