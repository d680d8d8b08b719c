import { once } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import { stateFolder } from '../../account/folders.ts';
import type { OutputFormat } from '../../cli/flags/global.ts';
import { pastTime } from '../../cli/flags/value.ts';
import { printDocument, printText } from '../../cli/output/edge.ts';
import { renderResult } from '../../cli/output/render.ts';
import { table, tableOrBlocks } from '../../cli/output/table.ts';
import { usageError } from '../../errors/koo-error.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import {
  type PastPush,
  type RecordFilter,
  readPushes,
  readSentRecords,
  type SentRecord,
  withHistory,
} from '../journal/history.ts';
import type { HistoryOptions } from './flags.ts';

/** The pushes that the flags select, newest first. */
export async function listPushes(options: HistoryOptions): Promise<readonly PastPush[]> {
  const filter = parseFilter(options);
  const found: PastPush[] = [];
  await requirePush(filter);
  await read((database) => {
    for (const push of readPushes(database, filter)) {
      if (found.push(push) >= options.limit) break;
    }
  });
  return found;
}

/** All records that the flags select at once, for a query. */
export async function listRecords(options: HistoryOptions): Promise<readonly SentRecord[]> {
  const filter = parseFilter(options);
  await requirePush(filter);
  const found = await read((database) => [...readSentRecords(database, filter)]);
  return found?.flat() ?? [];
}

/** Prints the records that the flags select, or these fields of them, batch by batch. */
export async function printRecords(
  options: HistoryOptions,
  format: OutputFormat,
  fields: string | undefined,
): Promise<void> {
  const filter = parseFilter(options);
  await requirePush(filter);
  const print = createPrinter(format, fields);
  await read(async (database) => {
    for (const records of readSentRecords(database, filter)) {
      if (!(await print.page(records))) return;
    }
  });
  await print.end();
}

function read<T>(work: (database: DatabaseSync) => T | Promise<T>): Promise<T | undefined> {
  return withHistory(stateFolder(process.env), work);
}

/** @throws KooError (usage, `UNKNOWN_PUSH`) if there is no push of this number, or no longer */
async function requirePush({ push }: RecordFilter): Promise<void> {
  if (push === undefined) return;
  const found = await read((database) => [...readPushes(database, { push })]);
  if (found?.length) return;
  throw usageError(
    'UNKNOWN_PUSH',
    both('--push: there is no push {push}', { push }),
    both('`koo usage history` lists the pushes of the last 45 days.'),
  );
}

/** Prints rows page by page, as one document. */
function createPrinter(format: OutputFormat, fields: string | undefined) {
  let count = 0;
  const renderText = async (records: readonly SentRecord[]) =>
    (await renderResult(records, { format, fields, render: () => renderRecords(records) })) ?? '';

  async function write(text: string): Promise<boolean> {
    if (process.stdout.destroyed) return false;
    if (format === 'table' ? printText(text) : printDocument(text)) return true;
    // Fails when the reader is gone.
    return once(process.stdout, 'drain').then(
      () => true,
      () => false,
    );
  }

  return {
    page: async (records: readonly SentRecord[]): Promise<boolean> => {
      const text = await renderText(records);
      const isFirst = count === 0;
      count += records.length;
      switch (format) {
        case 'json':
          return write(`${isFirst ? '[' : ','}${text.trim().slice(1, -1).trimEnd()}`);
        case 'csv':
        case 'tsv':
        case 'table': {
          // The header is printed once.
          const rows = isFirst ? text : text.slice(text.indexOf('\n') + 1);
          return write(`${rows.trimEnd()}\n`);
        }
        default:
          return write(`${text.trimEnd()}\n`);
      }
    },
    end: async (): Promise<void> => {
      if (count > 0) return void (format === 'json' && (await write('\n]\n')));
      const text = (await renderText([])).trimEnd();
      if (text !== '') await write(`${text}\n`);
    },
  };
}

function parseFilter(options: HistoryOptions): RecordFilter {
  const [since, until] = [pastTime('--since', options.since), pastTime('--until', options.until)];
  return { ...options, since, until };
}

const outcomes: Readonly<Record<PastPush['outcome'] | SentRecord['outcome'], Localized>> = {
  done: both('done'),
  partial: both('partly accepted'),
  none: both('none accepted'),
  interrupted: both('interrupted'),
  failed: both('failed'),
  incomplete: both('incomplete'),
  accepted: both('accepted'),
  'already-accepted': both('accepted before'),
  rejected: both('rejected'),
  unknown: both('no response'),
  'not-sent': both('not received'),
};

function outcomeText({ outcome, code }: PastPush | SentRecord): string {
  const text = localize(outcomes[outcome]);
  return code === null ? text : t('{text} ({code})', { text, code });
}

export function renderPushes(pushes: readonly PastPush[]): string {
  const columns: readonly (readonly [heading: string, cell: (push: PastPush) => string])[] = [
    [t('PUSH'), ({ id }) => String(id)],
    [t('STARTED (UTC)'), ({ startedAt }) => startedAt.replace(/\.\d+Z$/, 'Z')],
    [t('SITE'), ({ site }) => site],
    [t('PROFILE'), ({ profile }) => profile ?? ''],
    [t('ENDPOINT'), ({ endpoint }) => endpoint],
    [t('RECORDS'), ({ records }) => String(records)],
    [t('ACCEPTED'), ({ accepted, alreadyAccepted }) => String(accepted + alreadyAccepted)],
    [t('SKIPPED'), ({ skipped }) => String(skipped)],
    [t('NOT ACCEPTED'), (push) => String(countNotAccepted(push))],
    [t('OUTCOME'), outcomeText],
    [t('INPUT'), ({ input }) => input],
  ];
  const rows = pushes.map((push) => columns.map(([, cell]) => cell(push)));
  return tableOrBlocks(
    columns.map(([heading]) => heading),
    rows,
  );
}

function countNotAccepted({ rejected, invalid, maybeThere, unknown, notSent }: PastPush): number {
  return rejected + invalid + maybeThere + unknown + notSent;
}

function renderRecords(records: readonly SentRecord[]): string {
  const rows = records.map((record) => [
    String(record.push),
    record.sentAt.replace(/\.\d+Z$/, 'Z'),
    record.site,
    record.instance_id ?? '',
    record.begin_time ?? '',
    record.end_time ?? '',
    record.usage_value ?? '',
    record.metering_sn ?? '',
    outcomeText(record),
  ]);
  const names = ['instance_id', 'begin_time', 'end_time', 'usage_value', 'metering_sn'];
  return table([t('PUSH'), t('SENT (UTC)'), t('SITE'), ...names, t('OUTCOME')], rows);
}
