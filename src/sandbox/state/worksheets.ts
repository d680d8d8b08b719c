import { usageError } from '../../errors/koo-error.ts';
import type { ListRef, Product, SpecifiedUser } from '../../seller/contract.ts';
import {
  type Change,
  type DesiredList,
  type LiveState,
  listKey,
  plainUser,
  toListRef,
  type UsersById,
} from '../../seller/plan.ts';
import { orderSteps, plan } from '../../seller/settings/kinds.ts';
import { type WorksheetStep, worksheetSteps } from '../../seller/settings/worksheet.ts';
import type { Console } from '../../seller/worksheet/console.ts';
import { both } from '../../text/translate.ts';
import { type Database, sql } from './database.ts';
import { usersOf } from './products.ts';

/** The settings of a product that a worksheet may contain, besides its lists of users. */
export const settingParts = ['audience', 'credit', 'purchase_limits', 'trial'] as const;
type SettingPart = (typeof settingParts)[number];

/** Changes to be made by hand in a seller console, by which a product becomes as it is in the sandbox. */
export interface Worksheet {
  readonly id: number;
  readonly product: string;
  readonly site: Console;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly changes: readonly Change[];
  readonly lists: readonly DesiredList[];
  /** Keys of the lists whose present users were given. */
  readonly compared: readonly string[];
  /** Indexes of the steps that are done. */
  readonly done: readonly number[];
  /** Differences of the lists when they were last checked. */
  readonly checks: Readonly<Record<string, ListCheck>>;
}

export interface ListCheck {
  /** ISO 8601. */
  readonly at: string;
  readonly shown: number;
  readonly missing: readonly SpecifiedUser[];
  readonly surplus: readonly SpecifiedUser[];
  /** Users under another name. */
  readonly renamed: readonly SpecifiedUser[];
}

/** Maximum number of worksheets kept, and of users in one. */
const maxKept = 100;
const maxWorksheetUsers = 5000;

export interface WorksheetRequest {
  readonly site: Console;
  readonly settings: readonly SettingPart[];
  readonly lists: readonly ListRef[];
  /** Users who are on lists of the console now, by {@link listKey}. */
  readonly present: ReadonlyMap<string, UsersById>;
}

/**
 * Creates a worksheet that gives a product its settings of the sandbox. The present settings are not known, and the
 * present users only of lists that were given.
 *
 * @returns its id
 * @throws KooError (usage) `NOTHING_TO_CHANGE`, `TOO_MANY_USERS`
 */
export function makeWorksheet(
  database: Database,
  state: LiveState,
  request: WorksheetRequest,
  now: Date,
): number {
  const { product_id, product, configuration } = state;
  const { site, settings, present } = request;
  const has = (part: SettingPart) => settings.includes(part);
  const { audience, credit, purchase_limits, trial } = configuration;
  const lists = request.lists.map((ref) => ({ ...ref, users: usersOfList(database, product_id, ref) }));
  const { changes } = plan(
    {
      ...(has('audience') && { audience: { product: audience, skus: audience.skus } }),
      ...(has('credit') && { credit }),
      ...(has('purchase_limits') && { purchase_limits }),
      ...(has('trial') && { trial }),
      lists,
    },
    { product_id, product, lists: present },
  );
  if (changes.length === 0) {
    throw usageError(
      'NOTHING_TO_CHANGE',
      both('There is nothing to change'),
      both('Choose what to set. A list that the console shows as it is wanted needs no step.'),
    );
  }
  const document: Omit<Worksheet, 'id'> = {
    product: product_id,
    site,
    madeAt: now.toISOString(),
    changes: orderSteps(changes),
    lists,
    compared: [...present.keys()],
    done: [],
    checks: {},
  };
  const { lastInsertRowid } = sql(database)`INSERT INTO worksheets (document)
    VALUES (${JSON.stringify(document)})`.run();
  sql(database)`DELETE FROM worksheets WHERE id <= ${Number(lastInsertRowid) - maxKept}`.run();
  return Number(lastInsertRowid);
}

function usersOfList(database: Database, product: string, ref: ListRef): SpecifiedUser[] {
  const users = usersOf(database, product, ref, {
    offset: 0,
    after: undefined,
    limit: maxWorksheetUsers + 1,
  });
  if (users.length > maxWorksheetUsers) {
    throw usageError(
      'TOO_MANY_USERS',
      both('A list has more than {count} users', { count: maxWorksheetUsers }),
      both('Write its worksheet with `koo users sync FILE --worksheet SHEET.md`.'),
    );
  }
  return users.map(plainUser);
}

export function listWorksheets(database: Database): Worksheet[] {
  return sql(database)`SELECT * FROM worksheets ORDER BY id DESC`.all().map(toWorksheet);
}

export function findWorksheet(database: Database, id: number): Worksheet | undefined {
  const row = sql(database)`SELECT * FROM worksheets WHERE id = ${id}`.get();
  return row && toWorksheet(row);
}

function toWorksheet({ id, document }: Readonly<Record<string, unknown>>): Worksheet {
  return { ...(JSON.parse(String(document)) as Omit<Worksheet, 'id'>), id: Number(id) };
}

function putWorksheet(database: Database, { id, ...document }: Worksheet): void {
  sql(database)`UPDATE worksheets SET document = ${JSON.stringify(document)} WHERE id = ${id}`.run();
}

export function removeWorksheet(database: Database, id: number): void {
  sql(database)`DELETE FROM worksheets WHERE id = ${id}`.run();
}

export function tickStep(database: Database, sheet: Worksheet, step: number, isDone: boolean): void {
  const done = new Set(sheet.done);
  if (isDone) done.add(step);
  else done.delete(step);
  putWorksheet(database, { ...sheet, done: [...done] });
}

/** Compares a list of the console with the desired one; its steps are done if they are equal. */
export function checkList(
  database: Database,
  sheet: Worksheet,
  wanted: DesiredList,
  shown: readonly SpecifiedUser[],
  now: Date,
): ListCheck {
  const key = listKey(wanted);
  const present = new Map(shown.map((user) => [user.account_id, user]));
  const ids = new Set(wanted.users.map(({ account_id }) => account_id));
  const check: ListCheck = {
    at: now.toISOString(),
    shown: present.size,
    missing: wanted.users.filter(({ account_id }) => !present.has(account_id)),
    surplus: [...present.values()].filter(({ account_id }) => !ids.has(account_id)),
    renamed: wanted.users.filter(({ account_id, account_name }) => {
      const name = present.get(account_id)?.account_name;
      return name !== undefined && name !== account_name;
    }),
  };
  const steps = isAsWanted(check)
    ? sheet.changes.flatMap((change, index) => (isOfList(change, wanted) ? [index] : []))
    : [];
  putWorksheet(database, {
    ...sheet,
    done: [...new Set([...sheet.done, ...steps])],
    checks: { ...sheet.checks, [key]: check },
  });
  return check;
}

export function isAsWanted({ missing, surplus, renamed }: ListCheck): boolean {
  return missing.length + surplus.length + renamed.length === 0;
}

function isOfList(change: Change, { list, sku_code }: ListRef): boolean {
  return change.kind === 'users' && change.list === list && change.sku === sku_code;
}

export interface SheetStep extends WorksheetStep {
  readonly change: Change;
  readonly isDone: boolean;
}

/** @param product for the names of its specifications; `undefined` if the sandbox does not have it any more */
export function stepsOfSheet(sheet: Worksheet, product: Product | undefined): SheetStep[] {
  const { changes, compared, site, done } = sheet;
  return changes.flatMap((change, index): SheetStep[] => {
    const isKnown = change.kind === 'users' && compared.includes(listKey(toListRef(change.list, change.sku)));
    const basis = { kind: isKnown ? ('file' as const) : ('unknown' as const), product };
    const [step] = worksheetSteps({ product: sheet.product, site, changes: [change], basis });
    return step ? [{ ...step, change, isDone: done.includes(index) }] : [];
  });
}
