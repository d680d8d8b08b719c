import { paint } from '../../cli/output/colour.ts';
import { width } from '../../cli/output/width.ts';
import type { JsonObject } from '../../text/json.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { LogEntry } from '../log.ts';
import type { Counts } from '../store.ts';

/** Longest text of a stranger that is shown. */
const maxShown = 120;

/** A request as a line for people: `12:30:15  POST  200  MKT.0000  3 ms  /api/…`. */
export function logLine(entry: LogEntry, language: Language): string {
  const { time, method, path, status, code, durationMs, fault, reason } = entry;
  return [
    paint('dim', time.toTimeString().slice(0, 8)),
    shown(method).padEnd(4),
    status ?? '---',
    paint(status === 200 && !isError(code) ? 'green' : 'red', (code ?? '-').padEnd(10)),
    `${durationMs} ms`.padStart(9),
    shown(path),
    fault === undefined ? '' : paint('yellow', `fault: ${fault}`),
    shown(reason?.[language] ?? ''),
  ]
    .filter((part) => part !== '')
    .join('  ')
    .trimEnd();
}

/** Licence and upload calls answer errors with HTTP 200. */
function isError(code: string | undefined): boolean {
  return code !== undefined && /^9/.test(code) && code !== '92020000';
}

/** A request as a document: `--json`. */
export function logDocument(entry: LogEntry): JsonObject {
  const { time, method, path, status, code, requestId, durationMs, account, fault, reason } = entry;
  return {
    time: time.toISOString(),
    method: shown(method),
    path: shown(path),
    status: status ?? null,
    code: code ?? null,
    requestId,
    durationMs,
    account: account ?? null,
    fault: fault ?? null,
    ...(reason && { reason }),
  };
}

function shown(text: string): string {
  return terminalSafe(text).replace(/\s/g, ' ').slice(0, maxShown);
}

/** Whether a sandbox runs, and what it holds. */
export interface SandboxStatus {
  readonly running: boolean;
  readonly url: string | null;
  readonly pid: number | null;
  /** The file that holds the state. */
  readonly database: string;
  /** `null` before the first start. */
  readonly counts: Counts | null;
  readonly ak: string;
}

const countNames: Readonly<Record<keyof Counts, Localized>> = {
  instances: { en: 'instances', zh: '实例' },
  orders: { en: 'orders', zh: '订单' },
  licenses: { en: 'licences', zh: '授权码' },
  events: { en: 'events', zh: '事件' },
  usageRecords: { en: 'usage records', zh: '用量记录' },
  legacyUsageRecords: { en: 'usage records of the older API', zh: '用量记录（旧版接口）' },
  products: { en: 'products', zh: '商品' },
  attributes: { en: 'attributes', zh: '自定义属性' },
  specifiedUsers: { en: 'specified users', zh: '指定用户' },
  requests: { en: 'requests in the log', zh: '日志中的请求' },
};

/** The status for people: whether it runs, then what it holds, a line each. */
export function statusText(status: SandboxStatus, language: Language): string {
  const { running, url, pid, database, counts, ak } = status;
  const head: Localized = running
    ? { en: `Running: ${url} (process ${pid})`, zh: `正在运行：${url}（进程 ${pid}）` }
    : {
        en: 'Not running (koo starts it when needed; koo sandbox start keeps it)',
        zh: '未运行（koo 需要时会自动启动；koo sandbox start 可让其一直运行）',
      };
  const facts = [
    { en: `State: ${database}`, zh: `数据：${database}` },
    { en: `AK: ${ak}`, zh: `AK：${ak}` },
  ];
  return [
    head[language],
    ...facts.map((fact) => terminalSafe(fact[language])),
    '',
    ...(counts ? countLines(counts, language) : [nothingYet[language]]),
  ].join('\n');
}

const nothingYet: Localized = {
  en: 'There is no state yet: the first call makes it, with data to try.',
  zh: '尚无数据：首次调用时会创建，并带有试用数据。',
};

function countLines(counts: Counts, language: Language): string[] {
  const rows = Object.entries(countNames).map(([name, title]) => ({
    title: title[language],
    count: String(counts[name as keyof Counts]),
  }));
  const column = Math.max(...rows.map(({ title }) => width(title)));
  const digits = Math.max(...rows.map(({ count }) => count.length));
  return rows.map(
    ({ title, count }) => `${title}${' '.repeat(column - width(title))}  ${count.padStart(digits)}`,
  );
}
