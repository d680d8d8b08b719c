import type { Target } from '../../account/cli/session-target.ts';
import { assertNew } from '../../cli/files/new-file.ts';
import { openOutputFile } from '../../cli/files/output-file.ts';
import type { SiteId } from '../../openapi/sites.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { sellerAttributes } from '../recorded/recorded.ts';
import { type WorksheetBasis, worksheet } from '../worksheet/worksheet.ts';
import type { Present, SellerConfigWork, WorksheetPlan } from './model.ts';
import { recordedPresent } from './recorded/present.ts';
import { flagsOf, ownScope } from './recorded/scope.ts';
import { addSheet, discardSheet } from './recorded/sheets.ts';
import { revisionOf } from './recorded/state.ts';
import { openRecordedDatabase } from './recorded/store.ts';
import type { WorksheetResult } from './worksheet-result.ts';

/** A worksheet that is asked for. */
export interface WorksheetOrder {
  /** `-` for stdout. */
  readonly file: string;
  readonly target: Target;
  readonly language: Language;
  readonly notice: (text: Localized) => void;
  readonly plan: SellerConfigWork<unknown>['plan'];
}

/**
 * Writes a worksheet computed from the server's state. It is not kept: what was done, the server knows.
 *
 * @throws KooError
 */
export async function worksheetOfLive(
  order: WorksheetOrder,
  present: Present,
  site: SiteId,
): Promise<WorksheetResult> {
  await assertNewSheet(order.file);
  const plan = await order.plan(present);
  const known = await knownOf(present, plan.product);
  return written(order, plan, { kind: 'live', ...known }, site, undefined);
}

/**
 * Writes a worksheet computed from the recorded state, without a key and without a network, and keeps it as pending.
 *
 * @throws KooError
 */
export async function worksheetOfRecorded(order: WorksheetOrder): Promise<WorksheetResult> {
  await assertNewSheet(order.file);
  const { target, notice } = order;
  const database = await openRecordedDatabase(process.env, false, notice);
  try {
    const scope = ownScope(database, target, notice);
    const base = revisionOf(database, scope);
    const present = recordedPresent(database, scope);
    const plan = await order.plan(present);
    const { product, changes } = plan;
    const recordedAt = present.recordedAt(product);
    const known = await knownOf(present, product);
    const basis: WorksheetBasis = recordedAt
      ? { kind: 'recorded', recordedAt, ...known }
      : { kind: 'unknown', ...known };
    if (changes.length === 0) return await written(order, plan, basis, target.site, undefined);
    const { number, isNew } = addSheet(database, scope, { product, base, changes }, new Date());
    try {
      return await written(order, plan, basis, target.site, number);
    } catch (error) {
      if (isNew) discardSheet(database, scope, product, number);
      throw error;
    }
  } finally {
    database.close();
  }
}

/** What the warnings and the names of specifications are taken from. */
async function knownOf(
  present: Present,
  product: string,
): Promise<Pick<WorksheetBasis, 'configuration' | 'product'>> {
  if (product === sellerAttributes) return {};
  return { configuration: await present.configuration(product), product: await present.product(product) };
}

async function written(
  { file, target, language, notice }: WorksheetOrder,
  { product, changes, notes = [] }: WorksheetPlan,
  basis: WorksheetBasis,
  site: SiteId,
  number: number | undefined,
): Promise<WorksheetResult> {
  const next = nextCommand(product, number, target);
  const known = { ...(number !== undefined && { sheet: number }), next };
  const markdown = worksheet(
    { product, site, changes, basis, notes, madeAt: new Date(), ...known },
    language,
  );
  const isFile = file !== '-' && changes.length > 0;
  if (isFile) {
    const output = await openOutputFile(file, 0o600, 'worksheet');
    output.write(markdown);
    output.finish();
  } else if (number !== undefined) notice(pending(number, next));
  return {
    product,
    site,
    ...(number !== undefined && { sheet: number, confirm: next }),
    ...(isFile && { file }),
    changes,
    markdown,
  };
}

/** The command that confirms a worksheet, or shows what the server knows, of the same profile or site. */
function nextCommand(product: string, number: number | undefined, target: Target): string {
  const id = shellWord(product);
  const look = product === sellerAttributes ? ['attribute', 'list'] : ['get', id];
  return [
    ...['koo', 'product'],
    ...(number === undefined ? look : ['confirm', id, '--sheet', number]),
    ...flagsOf(target),
  ].join(' ');
}

function pending(number: number, confirm: string): Localized {
  return {
    en: `Worksheet ${number}. Once all of it is done: ${confirm}\nIf nobody is to do it: the same with --discard`,
    zh: `操作清单 ${number}。全部完成后请运行：${confirm}\n如不再执行，请加 --discard 运行同一命令`,
  };
}

/** A worksheet in which a colleague has ticked steps off, and any other file, is not written over. */
async function assertNewSheet(file: string): Promise<void> {
  if (file === '-') return;
  const named = { en: `--worksheet: ${file}`, zh: `--worksheet：${file}` };
  await assertNew(file, named, {
    en: 'Name another file, or remove this one; - prints the worksheet.',
    zh: '请改用其他文件名，或先删除该文件；- 表示输出到标准输出。',
  });
}
