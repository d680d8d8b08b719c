import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { width } from '../../text/width.ts';
import type { LoginDomain } from '../market/kit/model.ts';
import type { LoginFault } from '../state/running.ts';
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
  /** Where the users of organisations log in. */
  readonly login: {
    /** The unified login page; `null` unless a sandbox is running. */
    readonly page: string | null;
    /** What goes wrong with every login (`--login-fault`); `null` if nothing does. */
    readonly fault: LoginFault | null;
    readonly domains: readonly LoginDomain[];
  };
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
  requests: both('logged requests'),
};

export function statusText(status: SandboxStatus): string {
  const { running, url, pid, database, counts, ak, login } = status;
  const facts = [t('State: {database}', { database }), t('AK: {ak}', { ak })];
  return [
    running
      ? t('Running: {url} (process {pid})', { url: url ?? '', pid: pid ?? '' })
      : t('Not running (koo starts a sandbox when needed; koo sandbox start keeps one running)'),
    ...[...facts, ...loginFacts(login)].map(terminalSafe),
    '',
    ...(counts ? countLines(counts) : [t('No state yet: the first call creates it, with sample data.')]),
  ].join('\n');
}

function loginFacts({ page, fault, domains }: SandboxStatus['login']): string[] {
  return [
    ...(page === null ? [] : [t('Unified login: {page}', { page })]),
    ...domains.map(({ organization, domain }) =>
      t('Login domain of {organization}: {domain}', { organization, domain }),
    ),
    ...(fault === null ? [] : [t('Fault of every login: {fault} (--login-fault)', { fault })]),
  ];
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
