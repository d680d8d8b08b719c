import type { ApiHost } from '../../account/cli/session.ts';
import type { OutputFormat } from '../../cli/flags/global.ts';
import { paint } from '../../cli/output/colour.ts';
import { table, wrappedTable } from '../../cli/output/table.ts';
import type { PromptOptions } from '../../cli/prompts.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import type { ListedUser, ListRef, SpecifiedUser } from '../../seller/contract.ts';
import { joined } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { countResults, hasFailed, isUnfinished, type UserResult, type UserRow } from '../report.ts';
import { createUserWriter } from '../write.ts';

/** Rows that are shown to people; `--json` has all. */
const shownRows = 50;

const resultNames: Readonly<Record<UserResult, Localized>> = {
  created: both('added'),
  exists: both('already on the list'),
  renamed: both('renamed'),
  deleted: both('removed'),
  absent: both('not on the list'),
  duplicate: both('duplicate'),
  rejected: both('rejected'),
  invalid: both('invalid (not sent)'),
  not_sent: both('not sent'),
  would_create: both('to add'),
  would_rename: both('to rename'),
  would_delete: both('to remove'),
};

/** The results for people: rows that need attention first, and the counts. */
function renderRows(rows: readonly UserRow[]): string {
  const failed = rows.filter(isNotable);
  const warned = rows.filter((row) => row.warning !== undefined && !isNotable(row));
  const notable = [...failed, ...warned];
  const listed = notable.length > 0 ? notable : rows;
  const headings = [t('LINE'), t('ACCOUNT NAME'), t('ACCOUNT ID'), t('RESULT'), t('REASON')];
  const first = rows.some(({ line }) => line !== undefined) ? 0 : 1;
  const lines = listed.slice(0, shownRows).map((row) => cells(row).slice(first));
  const more = listed.length - lines.length;
  return [
    ...(lines.length > 0 ? [wrappedTable(headings.slice(first), lines)] : []),
    ...(more > 0 ? [t('… and {count} more (--json lists all)', { count: more })] : []),
    countsText(rows),
    ...(warned.length > 0
      ? [
          t('{count, plural, one {# user has} other {# users have}} an unusual name or ID.', {
            count: warned.length,
          }),
        ]
      : []),
  ].join('\n');
}

/** Whether a row needs attention: it failed, or another row did its work. */
function isNotable({ error_code, result }: UserRow): boolean {
  return error_code !== undefined || result === 'not_sent';
}

function cells({ line, account_name, account_id, result, warning = '', error_msg }: UserRow): string[] {
  return [
    line?.toString() ?? '',
    account_name,
    account_id,
    localize(resultNames[result]),
    error_msg ?? warning,
  ];
}

/** `3 added, 1 rejected` */
function countsText(rows: readonly UserRow[]): string {
  const counts = Object.entries(countResults(rows)) as [UserResult, number][];
  if (counts.length === 0) return t('Nothing to do.');
  const parts = counts.map(([result, count]) =>
    both('{count} {result}', { count, result: resultNames[result] }),
  );
  return localize(joined(parts, both(', ')));
}

export function renderUsers(users: readonly ListedUser[]): string {
  if (users.length === 0) return t('The list is empty.');
  const header = [t('ACCOUNT NAME'), t('ACCOUNT ID'), t('ADDED (UTC)')];
  const rows = users.map(({ account_name, account_id, added_at }) => [
    account_name,
    account_id,
    added_at.slice(0, 19).replace('T', ' '),
  ]);
  return table(header, rows);
}

export function usersAsCsv(users: readonly SpecifiedUser[]): string {
  const writer = createUserWriter('csv');
  return terminalSafe(writer.start() + writer.rows(users) + writer.end());
}

/** The context of a command under `koo users`. */
export interface UsersContext extends PromptOptions, ApiHost {
  readonly quiet: boolean;
  /** The result is shown to a person, and not read by a script. */
  readonly forPeople: boolean;
}

export interface UsersChangeContext extends UsersContext {
  /** Reads a configuration document as the present state. */
  presentOfDocument(path: string, bytes: Uint8Array): Promise<Present>;
}

/** Global flags for output and prompts. */
export interface ContextFlags {
  readonly 'no-input'?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly output?: OutputFormat | undefined;
}

/** Builds the context of a command from its flags. */
export function contextOf<Host extends ApiHost>(flags: ContextFlags, host: Host): UsersContext & Host {
  const { 'no-input': noInput = false, quiet = false, json = false, output = 'table' } = flags;
  return { noInput, quiet, forPeople: !json && output === 'table', ...host };
}

/** The result of a command that changes a list. */
export type ChangedUsers = readonly UserRow[] | SyncResult;

export function rowsOf(changed: ChangedUsers): readonly UserRow[] {
  return 'results' in changed ? changed.results : changed;
}

export function renderChanged(changed: ChangedUsers): string {
  if ('results' in changed) return renderSync(changed);
  return isUnfinished(changed) ? `${renderRows(changed)}\n${interruptedText()}` : renderRows(changed);
}

/** Interrupted, partly failed, or successful; a dry run always succeeds. */
export function changedExitCode(changed: ChangedUsers): ExitCode {
  const rows = rowsOf(changed);
  if ('dryRun' in changed && changed.dryRun) return ExitCode.success;
  if (isUnfinished(rows)) return ExitCode.interrupted;
  return hasFailed(rows) ? ExitCode.partial : ExitCode.success;
}

/** The sign of each kind of change, and how many are shown: removals matter most. */
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
): string {
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
  const rest = more > 0 ? [t('… and {count} more (--dry-run -o csv lists all)', { count: more })] : [];
  return [...lines, ...rest, countsOf(plan)].join('\n');
}

/** How a sync ended, or what it would do, for people. */
function renderSync(result: SyncResult): string {
  const { plan, results, interrupted, dryRun } = result;
  if (dryRun && results.length > 0)
    return differenceText(results, plan, ({ colour }, text) => paint(colour, text));
  // The difference was shown before; successful changes are not repeated.
  const rows = results.some(isNotable) ? renderRows(results) : countsText(results);
  return [
    ...(results.length > 0 ? [rows, restOf(plan)] : [t('The list is equal to the file.'), countsOf(plan)]),
    ...(interrupted ? [interruptedText()] : []),
  ].join('\n');
}

const interruptedText = () => t('Interrupted. Run the same command again to send the rest.');

/** The users that a sync leaves as they are. */
function restOf({ keep, extra }: SyncPlan): string {
  return extra === 0
    ? t('{keep} unchanged', { keep })
    : t('{keep} unchanged ({extra} others stay on the list: --no-remove)', { keep, extra });
}

function countsOf({ extra, ...counts }: SyncPlan): string {
  return extra === 0
    ? t('{add} to add, {remove} to remove, {rename} to rename, {keep} unchanged', counts)
    : t(
        '{add} to add, {remove} to remove, {rename} to rename, {keep} unchanged ({extra} others stay on the list: --no-remove)',
        { ...counts, extra },
      );
}

/** How a sync ended, or with `--dry-run` what it would do. */
export interface SyncResult extends ListRef {
  readonly product: string;
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
