import type { SQLOutputValue } from 'node:sqlite';
import { insertRow } from '../../../sqlite/database.ts';
import type { Localized } from '../../../text/localized.ts';
import { type Database, transaction } from '../../state/database.ts';
import type { LoginFault } from '../../state/running.ts';
import type { InjectedFault } from '../gateway/fault.ts';
import type { LogContent } from './content.ts';

/** One request. */
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
  readonly fault?: NonNullable<InjectedFault> | LoginFault;
  readonly reason?: Localized;
  /** Absent for a request that an earlier version has logged. */
  readonly content?: LogContent;
}

/** A request that was written to the log. */
export interface NumberedEntry extends LogEntry {
  readonly id: number;
}

/** How long an entry waits to be written together with later ones, in milliseconds. */
const flushMs = 100;
/** Most entries that are kept, and most that are kept with their bodies. */
const maxKept = 10_000;
const maxBodies = 1_000;

/** Writes requests to the state in batches, so that responses do not wait for the disk. */
export function createRequestLog(database: Database) {
  let pending: LogEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    flushedAt = performance.now();
    if (pending.length === 0) return;
    const entries = pending;
    pending = [];
    transaction(database, () => {
      for (const { content, ...entry } of entries) {
        const id = insertRow(database, 'requests', {
          time: entry.time.toISOString(),
          method: entry.method,
          path: entry.path,
          status: entry.status,
          code: entry.code,
          request_id: entry.requestId,
          duration_ms: entry.durationMs,
          account: entry.account,
          fault: entry.fault,
          reason_en: entry.reason?.en,
          reason_zh: entry.reason?.zh,
        });
        if (!content) continue;
        const { url, headers, bodySha256, body, responseBody } = content;
        insertRow(database, 'request_contents', {
          id,
          url,
          headers: JSON.stringify(headers),
          body_sha256: bodySha256,
          body,
          response_body: responseBody,
        });
      }
      const latest = latestId(database);
      for (const table of ['requests', 'request_contents'])
        database.prepare(`DELETE FROM ${table} WHERE id <= ?`).run(latest - maxKept);
      database
        .prepare('UPDATE request_contents SET body = NULL, response_body = NULL WHERE id BETWEEN ? AND ?')
        .run(latest - maxBodies - entries.length, latest - maxBodies);
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
    add(entry: LogEntry) {
      // An answer that was slow to come may end after the state was closed.
      if (closed) return;
      pending.push(entry);
      // The first one after a pause is written at once, so that `koo sandbox log` shows it.
      timer ??= setTimeout(tryFlush, performance.now() - flushedAt < flushMs ? flushMs : 0);
    },
    /** Writes the pending entries. */
    close() {
      closed = true;
      tryFlush();
    },
  };
}

const select = 'SELECT * FROM requests LEFT JOIN request_contents USING (id)';

function latestId(database: Database): number {
  return Number(database.prepare('SELECT max(id) AS id FROM requests').get()?.id ?? 0);
}

/** Reads the latest requests, the oldest of them first. */
export function readLog(database: Database, limit: number): NumberedEntry[] {
  return database.prepare(`${select} ORDER BY id DESC LIMIT ?`).all(limit).reverse().map(toEntry);
}

/** Reads the requests after one; all requests after a reset, which numbers them anew. */
export function readLogAfter(database: Database, id: number): NumberedEntry[] {
  const after = latestId(database) < id ? 0 : id;
  return database.prepare(`${select} WHERE id > ? ORDER BY id`).all(after).map(toEntry);
}

/** Selects requests. */
export interface LogQuery {
  readonly failed?: boolean;
  /** A part of the path. */
  readonly path?: string;
  /** A part of what was sent or answered. */
  readonly text?: string;
  /** Only requests before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

const failedInSql =
  "(status IS NULL OR status >= 400 OR (code GLOB '9*' AND code <> '92020000') OR code GLOB 'INVALID_*')";

/** Licence and upload calls, and CAS, answer errors with HTTP 200. */
export function isFailure({ status, code = '' }: Pick<LogEntry, 'status' | 'code'>): boolean {
  return status === undefined || status >= 400 || (/^9|^INVALID_/.test(code) && code !== '92020000');
}

/** Finds requests, the latest first; without their contents. */
export function findRequests(database: Database, query: LogQuery): NumberedEntry[] {
  const { failed = false, path = '', text = '', before, limit } = query;
  const isFound = [
    'code',
    'request_id',
    'account',
    'reason_en',
    'reason_zh',
    'url',
    'headers',
    'body',
    'response_body',
  ]
    .map((column) => `instr(CAST(${column} AS TEXT), ?3)`)
    .join(' OR ');
  return database
    .prepare(
      `SELECT requests.* FROM requests ${text === '' ? '' : 'LEFT JOIN request_contents USING (id)'}
       WHERE (?1 IS NULL OR id < ?1) AND (?2 = '' OR instr(lower(path), lower(?2)))
       ${text === '' ? "AND ?3 = ''" : `AND (${isFound})`} ${failed ? `AND ${failedInSql}` : ''}
       ORDER BY id DESC LIMIT ?4`,
    )
    .all(before ?? null, path, text, limit)
    .map(toEntry);
}

export function findRequest(database: Database, id: number): NumberedEntry | undefined {
  const row = database.prepare(`${select} WHERE id = ?`).get(id);
  return row && toEntry(row);
}

function toEntry(row: Record<string, SQLOutputValue>): NumberedEntry {
  return {
    id: Number(row.id),
    time: new Date(String(row.time)),
    method: String(row.method),
    path: String(row.path),
    ...(row.status !== null && { status: Number(row.status) }),
    ...(row.code !== null && { code: String(row.code) }),
    requestId: String(row.request_id),
    durationMs: Number(row.duration_ms),
    ...(row.account !== null && { account: String(row.account) }),
    ...(row.fault !== null && { fault: String(row.fault) as NonNullable<LogEntry['fault']> }),
    ...(row.reason_en !== null && { reason: { en: String(row.reason_en), zh: String(row.reason_zh) } }),
    ...(typeof row.url === 'string' && {
      content: {
        url: row.url,
        headers: JSON.parse(String(row.headers)) as LogContent['headers'],
        bodySha256: String(row.body_sha256),
        ...(row.body instanceof Uint8Array && { body: row.body }),
        ...(row.response_body instanceof Uint8Array && { responseBody: row.response_body }),
      },
    }),
  };
}
