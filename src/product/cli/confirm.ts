import type { DatabaseSync } from 'node:sqlite';
import { findTarget } from '../../account/cli/session.ts';
import type { TargetFlags } from '../../account/cli/session-target.ts';
import { openStores } from '../../account/cli/stores.ts';
import { cancelled, confirm } from '../../cli/prompts.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { elsewhere, flagsOf, ownScope } from '../../seller/cli/recorded/scope.ts';
import {
  confirmSheet,
  discardSheet,
  type PendingSheet,
  pendingSheets,
} from '../../seller/cli/recorded/sheets.ts';
import { openRecordedDatabase } from '../../seller/cli/recorded/store.ts';
import { diffLines } from '../../seller/diff.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { minute } from '../../text/minute.ts';
import {
  damagedSheet,
  noSheet,
  overtakenSheet,
  type SheetName,
  severalSheets,
  summaryOf,
} from './confirm-failures.ts';

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
 * @throws KooError (usage) `NO_SHEET`, `SEVERAL_SHEETS`, `MISSING_VALUE`; (configuration) `SHEET_UNREADABLE`; (check)
 * `SHEET_OVERTAKEN`; (interrupted) `CANCELLED`
 */
export async function settleSheet(
  product: string,
  wish: SheetWish,
  language: Language,
  notice: Notice,
): Promise<SettledSheet> {
  const target = await findTarget(wish, openStores(process.env, notice), process.env);
  const database = await openRecordedDatabase(process.env, true, notice);
  try {
    const scope = ownScope(database, target, notice);
    const wanted = { product, number: wish.sheet, flags: flagsOf(target) };
    const sheet = chosen(
      pendingSheets(database, scope, product),
      wanted,
      elsewhere(database, scope, product),
    );
    if (!sheet.changes && !wish.discard) throw damagedSheet({ ...wanted, number: sheet.number });
    await assertSure(sheet, wish, language, notice);
    const settled = settle(database, scope, sheet, { ...wanted, number: sheet.number }, wish.discard);
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
  sheet: PendingSheet,
  name: SheetName,
  isDiscard: boolean,
): Pick<SettledSheet, 'result' | 'recordedAt'> {
  const { product } = name;
  const { number } = sheet;
  if (isDiscard) {
    // Another process may have settled it while this one asked.
    if (!discardSheet(database, scope, product, number)) throw noSheet(name, []);
    return { result: 'discarded' };
  }
  const confirmation = confirmSheet(database, scope, product, number, new Date());
  switch (confirmation.result) {
    case 'confirmed':
      return confirmation;
    case 'absent':
      throw noSheet(name, []);
    case 'unreadable':
      throw damagedSheet(name);
    case 'overtaken':
      throw overtakenSheet(name, confirmation.places, summaryOf(sheet));
  }
}

async function assertSure(
  sheet: PendingSheet,
  { yes, discard, ...wish }: SheetWish,
  language: Language,
  notice: Notice,
): Promise<void> {
  if (yes) return;
  const { number, madeAt, changes = [] } = sheet;
  const prompts = { language, noInput: wish['no-input'] };
  const day = minute(madeAt);
  const summary = summaryOf(sheet);
  const lines = diffLines(changes, { language }).map(({ text }) => text);
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
  if (!(await confirm(question, '--yes', prompts))) throw cancelled();
}

function chosen(
  sheets: readonly PendingSheet[],
  wanted: SheetName,
  places: Localized | undefined,
): PendingSheet {
  const [first, ...others] = sheets;
  const { number } = wanted;
  const sheet = number === undefined ? first : sheets.find((one) => one.number === number);
  if (!sheet) throw noSheet(wanted, sheets, places);
  if (number === undefined && others.length > 0) throw severalSheets(wanted, sheets);
  return sheet;
}
