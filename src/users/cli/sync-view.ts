import { paint } from '../../cli/output/colour.ts';
import type { ListName } from '../../seller/model.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Comparison } from '../compare.ts';
import { countResults, type UserRow } from '../report.ts';
import type { ListWish } from './target.ts';
import { countsText, showRows } from './view.ts';

/** Rows of a difference that are shown to people: whom it takes something from is what to look at. */
const room = { remove: 30, rename: 10, add: 10 };

interface Line {
  readonly sign: '+' | '-' | '~';
  readonly name: string;
  readonly id: string;
}

/** The difference as it is shown before it is sent. */
export function planText({ add, remove, rename }: Comparison, plan: SyncPlan): Localized {
  const lines: Line[] = [
    ...remove.slice(0, room.remove).map((user) => line('-', user.account_name, user.account_id)),
    ...rename
      .slice(0, room.rename)
      .map(({ user, before }) => line('~', `${before} → ${user.account_name}`, user.account_id)),
    ...add.slice(0, room.add).map((user) => line('+', user.account_name, user.account_id)),
  ];
  return linesText(lines, plan, (_, text) => text);
}

/** A dry run for people. */
function showDryRun({ results, plan }: SyncResult, language: Language): string {
  const lines = (['would_delete', 'would_rename', 'would_create'] as const).flatMap((kind) =>
    results
      .filter(({ result }) => result === kind)
      .slice(0, rooms[kind])
      .map(({ account_name, account_id, previous_name }) => {
        const name = previous_name === undefined ? account_name : `${previous_name} → ${account_name}`;
        return line(signs[kind], name, account_id);
      }),
  );
  const style = { '+': 'green', '-': 'red', '~': 'yellow' } as const;
  const text = linesText(lines, plan, (sign, one) => paint(style[sign], one))[language];
  return results.length > 0 ? text : `${unchanged[language]}\n${text}`;
}

const rooms = { would_delete: room.remove, would_rename: room.rename, would_create: room.add } as const;
const signs = { would_delete: '-', would_rename: '~', would_create: '+' } as const;

/** How a sync ended, or what it would do, for people. */
export function showSync(result: SyncResult, language: Language): string {
  if (result.dryRun) return showDryRun(result, language);
  const { plan, results, interrupted } = result;
  const end = interrupted
    ? {
        en: 'Interrupted; the same command sends the rest.',
        zh: '已中断；再次执行相同命令即可发送其余部分。',
      }
    : undefined;
  const isSmooth = results.every(
    ({ error_code, result: one }) => error_code === undefined && one !== 'not_sent',
  );
  // What was done as it was shown before is not shown once more.
  const rows = isSmooth ? countsText(countResults(results))[language] : showRows(results, language);
  return [
    ...(results.length > 0 ? [rows] : [unchanged[language]]),
    counts(plan)[language],
    ...(end ? [end[language]] : []),
  ].join('\n');
}

const unchanged: Localized = { en: 'The list is equal to the file.', zh: '名单与文件一致。' };

function line(sign: Line['sign'], name: string, id: string): Line {
  return { sign, name, id };
}

function linesText(
  lines: readonly Line[],
  plan: SyncPlan,
  styled: (sign: Line['sign'], text: string) => string,
): Localized {
  const rows = lines.map(({ sign, name, id }) => styled(sign, terminalSafe(`${sign} ${name}  ${id}`)));
  const more = plan.add + plan.remove + plan.rename - lines.length;
  const tail =
    more > 0
      ? {
          en: [`… and ${more} more: --dry-run -o csv lists all`],
          zh: [`……另有 ${more} 行：--dry-run -o csv 可列出全部`],
        }
      : { en: [], zh: [] };
  const sum = counts(plan);
  return {
    en: [...rows, ...tail.en, sum.en].join('\n'),
    zh: [...rows, ...tail.zh, sum.zh].join('\n'),
  };
}

function counts({ add, remove, rename, keep, extra }: SyncPlan): Localized {
  const signs = `+ ${add}  - ${remove}  ~ ${rename}  = ${keep}`;
  if (extra === 0) return { en: signs, zh: signs };
  return {
    en: `${signs}  (${extra} more on the list stay: --no-remove)`,
    zh: `${signs}  （名单中另有 ${extra} 个用户保留：--no-remove）`,
  };
}

/** What a sync would make of each user, those first who lose something. */
export function dryRows({ add, remove, rename }: Comparison): UserRow[] {
  return [
    ...remove.map(
      ({ account_name, account_id }): UserRow => ({
        account_name,
        account_id,
        result: 'would_delete',
      }),
    ),
    ...rename.map(
      ({ user: { line: at, account_name, account_id }, before }): UserRow => ({
        account_name,
        account_id,
        result: 'would_rename',
        line: at,
        previous_name: before,
      }),
    ),
    ...add.map(
      ({ line: at, account_name, account_id }): UserRow => ({
        account_name,
        account_id,
        result: 'would_create',
        line: at,
      }),
    ),
  ];
}

/** Users that cannot be renamed, since nothing is to be removed. */
export function heldBack({ rename }: Comparison, removes: boolean, language: Language): UserRow[] {
  if (removes) return [];
  return rename.map(
    ({ user: { line: at, account_name, account_id }, before }): UserRow => ({
      account_name,
      account_id,
      result: 'rejected',
      error_code: 'CONFLICT',
      error_msg: {
        en: `on the list as ${before}; a user is renamed by removing, which --no-remove forbids`,
        zh: `名单中的账号名为 ${before}；更名需要先移除，而 --no-remove 不允许移除`,
      }[language],
      line: at,
      previous_name: before,
    }),
  );
}

/** Values of the flags of `koo users sync`. */
export interface UsersSyncWish extends ListWish {
  readonly yes: boolean;
  readonly remove: boolean;
  readonly 'dry-run': boolean;
  readonly 'allow-empty': boolean;
  readonly 'allow-replace': boolean;
}

/** How a sync ended, or with `--dry-run` what it would do. */
export interface SyncResult {
  readonly product: string;
  readonly list: ListName;
  readonly sku_code?: string;
  readonly dryRun: boolean;
  /** Ctrl-C ended it; the same command goes on from there. */
  readonly interrupted: boolean;
  /** What the comparison of list and file gave. */
  readonly plan: SyncPlan;
  /** What became of each user that was to be changed. */
  readonly results: readonly UserRow[];
}

export interface SyncPlan {
  readonly add: number;
  readonly remove: number;
  /** Users whose id is on the list under another name: removed, and added under the new one. */
  readonly rename: number;
  readonly keep: number;
  /** Users that only the list has and that stay on it, because of `--no-remove`. */
  readonly extra: number;
}
