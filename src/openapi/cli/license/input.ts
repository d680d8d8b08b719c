import { text as readAll } from 'node:stream/consumers';
import { KooError } from '../../../errors/koo-error.ts';
import { requireLength } from '../length.ts';

/**
 * Licences of the arguments; `-` stands for those on stdin, separated by white space or commas. Each once.
 *
 * @throws KooError (usage) `NO_LICENSE`, `INVALID_VALUE`
 */
export async function readLicenses(
  given: readonly string[],
  stdin: AsyncIterable<Uint8Array> = process.stdin,
): Promise<readonly string[]> {
  const lists = await Promise.all(
    given.map(async (word) => (word === '-' ? (await readAll(stdin)).split(/[\s,]+/) : [word])),
  );
  const licenses = [...new Set(lists.flat())].filter((license) => license !== '');
  if (licenses.length === 0) {
    throw new KooError({
      category: 'usage',
      code: 'NO_LICENSE',
      message: { en: 'There is no licence', zh: '没有授权码' },
      hint: {
        en: 'Give licences as arguments, or - to read them from stdin.',
        zh: '请以参数给出授权码，或用 - 从标准输入读取。',
      },
    });
  }
  for (const license of licenses) requireLength('LICENSE', license, 64);
  return licenses;
}

/**
 * The time licences take effect: `yyyyMMddHHmmss` in UTC, or ISO 8601.
 *
 * @throws KooError (usage, `INVALID_VALUE`)
 */
export function readEffectTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(/^\d{4}-\d\d-\d\d(T|$)/.test(iso) ? iso : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date.toISOString().replace(/[-:T]|\..*$/g, '');
  throw new KooError({
    category: 'usage',
    code: 'INVALID_VALUE',
    message: { en: `--effective-at: "${text}" is not a time`, zh: `--effective-at：“${text}”不是合法的时间` },
    hint: {
      en: 'Such as 2026-01-31T08:00:00Z, or 20260131080000 (UTC).',
      zh: '例如 2026-01-31T08:00:00Z 或 20260131080000（UTC）。',
    },
  });
}
