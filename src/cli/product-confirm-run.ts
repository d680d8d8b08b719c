import type { DatabaseSync } from 'node:sqlite';
import type { SiteId } from '../openapi/sites.ts';
import { changesText } from '../product/change-words.ts';
import { diffLines, diffSummary } from '../product/diff.ts';
import type { Language, Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';
import { confirm } from './prompts.ts';
import { recordedScope } from './recorded-present.ts';
import { confirmSheet, discardSheet, type PendingSheet, pendingSheets } from './recorded-sheets.ts';
import { openRecordedDatabase } from './recorded-store.ts';
import { findTarget } from './session.ts';
import type { TargetFlags } from './session-target.ts';
import { openStores } from './stores.ts';

/** Values of the flags of `koo product confirm`. */
export interface SheetWish extends TargetFlags {
  readonly sheet?: number | undefined;
  readonly discard: boolean;
  readonly yes: boolean;
  readonly 'no-input': boolean;
}

/** What became of a worksheet. */
export interface SettledSheet {
  readonly product: string;
  readonly site: SiteId;
  readonly profile?: string;
  readonly sheet: number;
  readonly result: 'confirmed' | 'discarded';
  /** ISO 8601; date of the recorded state from now on. */
  readonly recordedAt?: string;
  /** Worksheets of the product that are still to be confirmed. */
  readonly pending: readonly number[];
}

type Notice = (text: Localized) => void;

/**
 * Makes a worksheet that was carried out the recorded state, or forgets it. Calls nobody.
 *
 * @throws Failure (usage) `NO_SHEET`, `SEVERAL_SHEETS`, `MISSING_VALUE`; (check) `SHEET_OVERTAKEN`; (interrupted)
 * `CANCELLED`
 */
export async function settleSheet(
  product: string,
  wish: SheetWish,
  language: Language,
  notice: Notice,
): Promise<SettledSheet> {
  const target = await findTarget(wish, openStores(process.env, notice), process.env);
  const scope = recordedScope(target);
  const database = await openRecordedDatabase(process.env, true, notice);
  try {
    const sheet = chosen(pendingSheets(database, scope, product), wish.sheet, product);
    await assertSure(sheet, wish, language, notice);
    const settled = settle(database, scope, product, sheet, wish.discard);
    return {
      product,
      site: target.site,
      ...(target.name !== undefined && { profile: target.name }),
      sheet: sheet.number,
      ...settled,
      pending: pendingSheets(database, scope, product).map(({ number }) => number),
    };
  } finally {
    database.close();
  }
}

function settle(
  database: DatabaseSync,
  scope: string,
  product: string,
  { number, changes }: PendingSheet,
  isDiscard: boolean,
): Pick<SettledSheet, 'result' | 'recordedAt'> {
  if (isDiscard) {
    // Another process may have settled it while this one asked.
    if (!discardSheet(database, scope, product, number)) throw noSheet(product, number, []);
    return { result: 'discarded' };
  }
  const confirmation = confirmSheet(database, scope, product, number, new Date());
  switch (confirmation.result) {
    case 'confirmed':
      return confirmation;
    case 'absent':
      throw noSheet(product, number, []);
    case 'overtaken':
      throw overtakenSheet(product, number, confirmation.places, diffSummary(changes));
  }
}

async function assertSure(
  { number, madeAt, changes }: PendingSheet,
  { yes, discard, ...wish }: SheetWish,
  language: Language,
  notice: Notice,
): Promise<void> {
  if (yes) return;
  const prompts = { language, noInput: wish['no-input'] };
  const day = madeAt.slice(0, 16).replace('T', ' ');
  const summary = diffSummary(changes);
  const lines = diffLines(changes, { language, rows: 10 }).map(({ text }) => text);
  notice({
    en: [`Worksheet ${number} of ${day} UTC: ${summary.en}`, ...lines].join('\n'),
    zh: [`操作清单 ${number}（${day} UTC）：${summary.zh}`, ...lines].join('\n'),
  });
  const question = discard
    ? { en: `Forget worksheet ${number}?`, zh: `放弃操作清单 ${number}？` }
    : {
        en: `Was all of worksheet ${number} carried out in the console?`,
        zh: `操作清单 ${number} 是否已在控制台全部完成？`,
      };
  if (!(await confirm(question, '--yes', prompts))) throw declined;
}

function chosen(sheets: readonly PendingSheet[], wanted: number | undefined, product: string): PendingSheet {
  const [first, ...others] = sheets;
  const sheet = wanted === undefined ? first : sheets.find(({ number }) => number === wanted);
  if (!sheet) throw noSheet(product, wanted, sheets);
  if (wanted === undefined && others.length > 0) throw severalSheets(product, sheets);
  return sheet;
}

function noSheet(product: string, wanted: number | undefined, sheets: readonly PendingSheet[]): Failure {
  const numbers = sheets.map(({ number }) => number);
  return new Failure({
    category: 'usage',
    code: 'NO_SHEET',
    message:
      wanted === undefined
        ? { en: `No worksheet of ${product} is pending`, zh: `${product} 没有待确认的操作清单` }
        : {
            en: `No worksheet ${wanted} of ${product} is pending`,
            zh: `${product} 没有待确认的操作清单 ${wanted}`,
          },
    hint:
      numbers.length > 0
        ? { en: `Pending: ${numbers.join(', ')}`, zh: `待确认：${numbers.join('、')}` }
        : {
            en: 'Each profile and site has its own: choose them with --profile or --site, as when the worksheet was made.',
            zh: '每个配置和站点各有自己的清单：请用与生成清单时相同的 --profile 或 --site。',
          },
  });
}

function severalSheets(product: string, sheets: readonly PendingSheet[]): Failure {
  const lines = (language: Language) =>
    sheets
      .map(
        ({ number, madeAt, changes }) =>
          `${number}  ${madeAt.slice(0, 16).replace('T', ' ')} UTC  ${changesText(changes)[language]}`,
      )
      .join('\n');
  return new Failure({
    category: 'usage',
    code: 'SEVERAL_SHEETS',
    message: {
      en: `Several worksheets of ${product} are pending:\n${lines('en')}`,
      zh: `${product} 有多份待确认的操作清单：\n${lines('zh')}`,
    },
    hint: { en: 'Choose one with --sheet N.', zh: '请用 --sheet N 指定。' },
    details: { pending: sheets.map(({ number, madeAt }) => ({ sheet: number, madeAt })) },
  });
}

function overtakenSheet(
  product: string,
  number: number,
  places: readonly string[],
  { en, zh }: Localized,
): Failure {
  const where = places.join(', ');
  return new Failure({
    category: 'check',
    code: 'SHEET_OVERTAKEN',
    message: {
      en: `Worksheet ${number} (${en}) was made before another one was confirmed that says otherwise: ${where}`,
      zh: `操作清单 ${number}（${zh}）生成之后，另一份与其不一致的清单已被确认：${where}`,
    },
    hint: {
      en: `Nothing was recorded. Look at the console. Then run the command that made it again with --worksheet, and confirm the new one once the console agrees; forget this one with koo product confirm ${product} --sheet ${number} --discard.`,
      zh: `未作任何记录。请先查看控制台，再用 --worksheet 重新运行生成该清单的命令，与控制台一致后确认新的清单；并用 koo product confirm ${product} --sheet ${number} --discard 放弃此清单。`,
    },
    details: { places: [...places] },
  });
}

const declined = new Failure({
  category: 'interrupted',
  code: 'CANCELLED',
  message: { en: 'Cancelled', zh: '已取消' },
  hint: { en: 'Nothing was changed.', zh: '未做任何更改。' },
});
