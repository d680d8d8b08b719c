import { paint } from '../../cli/output/colour.ts';
import type { ListName } from '../../seller/contract.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Comparison } from '../compare.ts';
import { countResults, type UserRow, userRow } from '../report.ts';
import { countsText, showRows } from './view.ts';

/** Of each kind of difference its sign, and how many are shown: whom it takes something from is what to look at. */
const kinds = [
  { result: 'would_delete', sign: '-', colour: 'red', room: 30 },
  { result: 'would_rename', sign: '~', colour: 'yellow', room: 10 },
  { result: 'would_create', sign: '+', colour: 'green', room: 10 },
] as const;

type Kind = (typeof kinds)[number];

/** The difference, before it is sent or in a dry run. */
export function differenceText(
  rows: readonly UserRow[],
  plan: SyncPlan,
  styled: (kind: Kind, text: string) => string = (_, text) => text,
): Localized {
  const lines = kinds.flatMap((kind) =>
    rows
      .filter(({ result }) => result === kind.result)
      .slice(0, kind.room)
      .map(({ account_name, account_id, previous_name }) => {
        const name = previous_name === undefined ? account_name : `${previous_name} → ${account_name}`;
        return styled(kind, terminalSafe(`${kind.sign} ${name}  ${account_id}`));
      }),
  );
  const more = plan.add + plan.remove + plan.rename - lines.length;
  const rest = {
    en: `… and ${more} more: --dry-run -o csv lists all`,
    zh: `……另有 ${more} 行：--dry-run -o csv 可列出全部`,
  };
  const sum = counts(plan);
  return {
    en: [...lines, ...(more > 0 ? [rest.en] : []), sum.en].join('\n'),
    zh: [...lines, ...(more > 0 ? [rest.zh] : []), sum.zh].join('\n'),
  };
}

/** How a sync ended, or what it would do, for people. */
export function showSync(result: SyncResult, language: Language): string {
  const { plan, results, interrupted, dryRun } = result;
  if (dryRun && results.length > 0)
    return differenceText(results, plan, ({ colour }, text) => paint(colour, text))[language];
  const isSmooth = results.every(
    ({ error_code, result: one }) => error_code === undefined && one !== 'not_sent',
  );
  // What was done as it was shown before is not shown once more.
  const rows = isSmooth ? countsText(countResults(results))[language] : showRows(results, language);
  return [
    ...(results.length > 0 ? [rows] : [unchanged[language]]),
    counts(plan)[language],
    ...(interrupted ? [endedEarly[language]] : []),
  ].join('\n');
}

const endedEarly: Localized = {
  en: 'Interrupted; the same command sends the rest.',
  zh: '已中断；再次执行相同命令即可发送其余部分。',
};
const unchanged: Localized = { en: 'The list is equal to the file.', zh: '名单与文件一致。' };

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
    ...remove.map((user) => userRow(user, 'would_delete')),
    ...rename.map(({ user, before }) => userRow(user, 'would_rename', { previous_name: before })),
    ...add.map((user) => userRow(user, 'would_create')),
  ];
}

/** Users that cannot be renamed, since nothing is to be removed. */
export function heldBack({ rename }: Comparison, removes: boolean, language: Language): UserRow[] {
  if (removes) return [];
  return rename.map(({ user, before }) =>
    userRow(user, 'rejected', {
      error_code: 'CONFLICT',
      error_msg: {
        en: `on the list as ${before}; a user is renamed by removing, which --no-remove forbids`,
        zh: `名单中的账号名为 ${before}；更名需要先移除，而 --no-remove 不允许移除`,
      }[language],
      previous_name: before,
    }),
  );
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
