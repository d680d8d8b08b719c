import type { Localized } from '../text/localized.ts';
import type { InjectedFault } from './fault.ts';
import { type Database, transaction } from './store.ts';

/** One request. Holds nothing of its headers, its query and its body. */
export interface LogEntry {
  readonly time: Date;
  readonly method: string;
  readonly path: string;
  /** Absent when the connection was cut instead. */
  readonly status?: number;
  readonly code?: string;
  readonly requestId: string;
  readonly durationMs: number;
  /** Name of the account that signed. */
  readonly account?: string;
  /** The injected fault. */
  readonly fault?: NonNullable<InjectedFault>;
  readonly reason?: Localized;
}

/** How long an entry waits to be written with others, in milliseconds. */
const flushMs = 100;
/** Most entries that are kept. */
const maxKept = 10_000;

export interface RequestLog {
  add(entry: LogEntry): void;
  /** Writes the pending entries. */
  close(): void;
}

/** Writes requests to the state in batches, so that responses do not wait for the disk. */
export function createRequestLog(database: Database): RequestLog {
  let pending: LogEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (pending.length === 0) return;
    const entries = pending;
    pending = [];
    transaction(database, () => {
      const insert = database.prepare('INSERT INTO requests VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
      for (const it of entries) {
        insert.run(
          it.time.toISOString(),
          it.method,
          it.path,
          it.status ?? null,
          it.code ?? null,
          it.requestId,
          it.durationMs,
          it.account ?? null,
          it.fault ?? null,
          it.reason?.en ?? null,
          it.reason?.zh ?? null,
        );
      }
      database.prepare('DELETE FROM requests WHERE id <= (SELECT max(id) FROM requests) - ?').run(maxKept);
    });
  }

  /** A full disk stops the log, not the sandbox; a push then gets an error response. */
  function tryFlush(): void {
    try {
      flush();
    } catch {
      pending = [];
    }
  }

  return {
    add(entry) {
      // An answer that was slow to come may end after the state was closed.
      if (closed) return;
      pending.push(entry);
      timer ??= setTimeout(tryFlush, flushMs);
    },
    close() {
      closed = true;
      tryFlush();
    },
  };
}

/** The latest requests, the oldest of them first. */
export function readLog(database: Database, limit: number): LogEntry[] {
  const rows = database.prepare('SELECT * FROM requests ORDER BY id DESC LIMIT ?').all(limit);
  return rows.reverse().map((row) => ({
    time: new Date(String(row.time)),
    method: String(row.method),
    path: String(row.path),
    ...(row.status !== null && { status: Number(row.status) }),
    ...(row.code !== null && { code: String(row.code) }),
    requestId: String(row.request_id),
    durationMs: Number(row.duration_ms),
    ...(row.account !== null && { account: String(row.account) }),
    ...(row.fault !== null && { fault: String(row.fault) as NonNullable<InjectedFault> }),
    ...(row.reason_en !== null && { reason: { en: String(row.reason_en), zh: String(row.reason_zh) } }),
  }));
}
