import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, localize, t } from '../../text/translate.ts';
import { width } from '../../text/width.ts';
import type { Counts } from '../store.ts';

/** Whether a sandbox is running, and its data. */
export interface SandboxStatus {
  readonly running: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  /** The database file. */
  readonly database: string;
  /** `null` before the first start. */
  readonly counts: Counts | null;
  readonly ak: string;
}

const countNames: Readonly<Record<keyof Counts, Localized>> = {
  instances: both('instances'),
  orders: both('orders'),
  licenses: both('licences'),
  events: both('events'),
  usageRecords: both('usage records'),
  legacyUsageRecords: both('usage records of the older API'),
  products: both('products'),
  attributes: both('attributes'),
  specifiedUsers: both('specified users'),
  assets: both('deployed objects of assets'),
  costs: both('costs'),
  resold: both('resold items'),
  requests: both('logged requests'),
};

/** Renders the status for people: whether the sandbox is running, then its data, one line each. */
export function statusText(status: SandboxStatus): string {
  const { running, url, pid, database, counts, ak } = status;
  const facts = [t('State: {database}', { database }), t('AK: {ak}', { ak })];
  return [
    running
      ? t('Running: {url} (process {pid})', { url: url ?? '', pid: pid ?? '' })
      : t('Not running (koo starts a sandbox when needed; koo sandbox start keeps one running)'),
    ...facts.map(terminalSafe),
    '',
    ...(counts ? countLines(counts) : [t('No state yet: the first call creates it, with sample data.')]),
  ].join('\n');
}

function countLines(counts: Counts): string[] {
  const rows = Object.entries(countNames).map(([name, title]) => ({
    title: localize(title),
    count: String(counts[name as keyof Counts]),
  }));
  const column = Math.max(...rows.map(({ title }) => width(title)));
  const digits = Math.max(...rows.map(({ count }) => count.length));
  return rows.map(
    ({ title, count }) => `${title}${' '.repeat(column - width(title))}  ${count.padStart(digits)}`,
  );
}
