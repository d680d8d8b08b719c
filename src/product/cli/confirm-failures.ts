import { KooError } from '../../errors/koo-error.ts';
import { changesText } from '../../seller/change-words.ts';
import type { PendingSheet } from '../../seller/cli/recorded/sheets.ts';
import { diffSummary } from '../../seller/diff.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { minute } from '../../text/minute.ts';
import { shellWord } from '../../text/shell-word.ts';

/** A worksheet that was named, or the only one that there is. */
export interface SheetName {
  readonly product: string;
  readonly number?: number | undefined;
  /** Flags that come to the same records. */
  readonly flags: readonly string[];
}

export function noSheet(
  { product, number }: SheetName,
  sheets: readonly PendingSheet[],
  others?: Localized,
): KooError {
  const numbers = sheets.map((sheet) => sheet.number);
  const apart: Localized = {
    en: 'Each profile and site has its own: choose them with --profile or --site, as when the worksheet was made.',
    zh: '每个配置和站点各有自己的清单：请用与生成清单时相同的 --profile 或 --site。',
  };
  return new KooError({
    category: 'usage',
    code: 'NO_SHEET',
    message:
      number === undefined
        ? { en: `No worksheet of ${product} is pending`, zh: `${product} 没有待确认的操作清单` }
        : {
            en: `No worksheet ${number} of ${product} is pending`,
            zh: `${product} 没有待确认的操作清单 ${number}`,
          },
    hint:
      numbers.length > 0
        ? { en: `Pending: ${numbers.join(', ')}`, zh: `待确认：${numbers.join('、')}` }
        : others
          ? { en: `${apart.en} ${others.en}`, zh: apart.zh + others.zh }
          : apart,
  });
}

export function severalSheets({ product }: SheetName, sheets: readonly PendingSheet[]): KooError {
  const lines = (language: Language) =>
    sheets
      .map(
        ({ number, madeAt, changes }) =>
          `${number}  ${minute(madeAt)} UTC  ${(changes ? changesText(changes) : unreadable)[language]}`,
      )
      .join('\n');
  return new KooError({
    category: 'usage',
    code: 'SEVERAL_SHEETS',
    message: {
      en: `Several worksheets of ${product} are pending:\n${lines('en')}`,
      zh: `${product} 有多份待确认的操作清单：\n${lines('zh')}`,
    },
    hint: {
      en: 'Choose one with --sheet N; forget one that nobody will carry out with --sheet N --discard.',
      zh: '请用 --sheet N 指定；不再执行的清单用 --sheet N --discard 放弃。',
    },
    details: { pending: sheets.map(({ number, madeAt }) => ({ sheet: number, madeAt })) },
  });
}

/** What a worksheet changes, in one line. */
export function summaryOf({ changes }: PendingSheet): Localized {
  return changes ? diffSummary(changes) : unreadable;
}

const unreadable: Localized = { en: 'cannot be read', zh: '无法读取' };

export function damagedSheet(name: SheetName): KooError {
  const { product, number } = name;
  const discard = discardOf(name);
  return new KooError({
    category: 'configuration',
    code: 'SHEET_UNREADABLE',
    message: {
      en: `What is kept of worksheet ${number} of ${product} cannot be read: it is damaged, or of another koo`,
      zh: `${product} 的操作清单 ${number} 的记录无法读取：已损坏，或由其他版本的 koo 写入`,
    },
    hint: {
      en: `Nothing was recorded. Run the command that made it again with --worksheet, and confirm the new one; forget this one: ${discard}`,
      zh: `未作任何记录。请用 --worksheet 重新运行生成该清单的命令并确认新的清单；放弃此清单：${discard}`,
    },
  });
}

export function overtakenSheet(name: SheetName, places: readonly string[], { en, zh }: Localized): KooError {
  const where = places.join(', ');
  const { number } = name;
  const discard = discardOf(name);
  return new KooError({
    category: 'check',
    code: 'SHEET_OVERTAKEN',
    message: {
      en: `Worksheet ${number} (${en}) was made before another one was confirmed that says otherwise: ${where}`,
      zh: `操作清单 ${number}（${zh}）生成之后，另一份与其不一致的清单已被确认：${where}`,
    },
    hint: {
      en: `Nothing was recorded. Look at the console. Then run the command that made it again with --worksheet, and confirm the new one once the console agrees; forget this one: ${discard}`,
      zh: `未作任何记录。请先查看控制台，再用 --worksheet 重新运行生成该清单的命令，与控制台一致后确认新的清单；放弃此清单：${discard}`,
    },
    details: { places: [...places] },
  });
}

function discardOf({ product, number, flags }: SheetName): string {
  return ['koo product confirm', shellWord(product), '--sheet', number, '--discard', ...flags].join(' ');
}
