import { usageRecordCode } from '../../../codes/openapi.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { oneLine } from '../../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../../text/translate.ts';
import { findRecords } from '../../market/views/usage-listings.ts';
import type { Database } from '../../state/database.ts';
import { type Attention, countRows, maxItems } from '../shared/attention-model.ts';

/** How long a rejection is shown, in milliseconds. */
const recentMs = 24 * 3_600_000;
/** Most rejected records that are counted. */
const maxRecords = 1_000;

/** Counts what the open API has rejected in the last day: usage records, whole pushes, and wrong signatures. */
export function rejections(database: Database, now: number): readonly Attention[] {
  const since = new Date(now - recentMs).toISOString();
  return [
    rejectedRecords(database, now - recentMs),
    requests(database, {
      kind: both('usage push rejected'),
      to: '/requests?failed=true&path=usage-data',
      from: `requests WHERE time > ? AND path LIKE '%/isv/usage-data' AND code IS NOT 'APIGW.0301'
        AND status IS NOT 200`,
      since,
      command: 'koo sandbox log --limit 20 --bodies',
      what: ({ code }) => both('A push of usage was rejected: {code}', { code: String(code ?? '–') }),
    }),
    requests(database, {
      kind: both('wrong API signature'),
      to: '/requests?failed=true&text=APIGW.0301',
      from: "requests WHERE time > ? AND code = 'APIGW.0301'",
      since,
      command: `koo sandbox log --limit 10000 --query "[?code=='APIGW.0301']" -o json | koo api verify`,
      what: ({ method, path }) => verbatim(oneLine(`${String(method)} ${String(path)}`).slice(0, 120)),
    }),
  ];
}

/** Counts the rejected records of pushes that were otherwise answered with success. */
function rejectedRecords(database: Database, since: number): Attention {
  const everything = { product: '', buyer: '', instance: '' };
  const query = { scope: everything, result: 'rejected', offset: 0, limit: maxRecords } as const;
  const found = findRecords(database, query).filter(({ receivedAt }) => receivedAt > since);
  return {
    kind: both('usage rejected'),
    tone: 'bad',
    count: found.length,
    to: '/bills?result=rejected',
    items: found.slice(0, maxItems).map(({ instance, code }) => ({
      what: both('Usage of {name}: {code}, {meaning}', {
        name: oneLine(instance),
        code,
        meaning: usageRecordCode(code)?.meaning ?? verbatim('–'),
      }),
      to: '/bills?result=rejected',
      command: `koo codes ${shellWord(code)}`,
    })),
  };
}

type Row = Readonly<Record<string, unknown>>;

interface RequestQuery extends Pick<Attention, 'kind' | 'to'> {
  readonly from: string;
  readonly since: string;
  readonly command: string;
  readonly what: (row: Row) => Localized;
}

function requests(database: Database, { kind, to, from, since, command, what }: RequestQuery): Attention {
  const rows = database
    .prepare(`SELECT id, method, path, code FROM ${from} ORDER BY id DESC LIMIT ?`)
    .all(since, maxItems);
  return {
    kind,
    tone: 'bad',
    count: countRows(database, from, since),
    to,
    items: rows.map((row) => ({ what: what(row), to: `/requests/${String(row.id)}`, command })),
  };
}
