import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { RecordedAnswer } from '../../exchanges/model.ts';
import type { Localized } from '../../text/localized.ts';
import type { Parameter, ProtocolId } from '../protocols/model.ts';
import type { CallFilter, CallVerdict, RecordedCall, SignatureState } from './model.ts';

/** Reads calls with their answers and judgements. */
export const selectCalls = `
  SELECT c.*, a.id AS answered, a.duration_ms, a.failure, a.code, a.status, a.headers AS answer_headers, a.truncated,
    a.body AS answer_body, j.verdict, j.instance_id AS created, j.result_code, j.meaning, j.problems
  FROM calls c LEFT JOIN answers a USING (id) LEFT JOIN judgements j USING (id)`;

/** Returns the condition of a filter, and its values. */
export function conditionsOf(filter: Omit<CallFilter, 'limit'>): {
  readonly where: string;
  readonly values: SQLInputValue[];
} {
  const { protocol, activity, instanceId, orderId, verdict, since, until, after, before } = filter;
  const all: readonly (readonly [string, SQLInputValue | undefined])[] = [
    ['c.protocol = ?', protocol],
    ['c.activity = ?', activity],
    // The call of a query can have a list of IDs.
    ["instr(',' || coalesce(c.instance_id, j.instance_id) || ',', ',' || ? || ',') > 0", instanceId],
    ['c.order_id = ?', orderId],
    ["coalesce(j.verdict, 'pending') = ?", verdict],
    ['c.at >= ?', since?.getTime()],
    ['c.at < ?', until?.getTime()],
    ['c.id > ?', after],
    ['c.id < ?', before],
  ];
  const given = all.flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]));
  return {
    where: ['1', ...given.map(({ sql }) => sql)].join(' AND '),
    values: given.map(({ value }) => value),
  };
}

type Row = Record<string, SQLOutputValue>;

/** Reads the call from a row of {@link selectCalls}. */
export function toCall(row: Row): RecordedCall {
  const answer = answerOf(row);
  const instanceId = row.instance_id ?? row.created ?? null;
  return {
    id: Number(row.id),
    receivedAt: new Date(Number(row.at)),
    ...(row.protocol !== null && { protocol: String(row.protocol) as ProtocolId }),
    ...(row.activity !== null && { activity: String(row.activity) }),
    ...(instanceId !== null && { instanceId: String(instanceId) }),
    ...(row.order_id !== null && { orderId: String(row.order_id) }),
    signature: String(row.signature) as SignatureState,
    ...(row.reason !== null && { reason: JSON.parse(String(row.reason)) as Localized }),
    request: {
      method: String(row.method),
      url: String(row.url),
      headers: JSON.parse(String(row.headers)) as Parameter[],
      body: row.body as Uint8Array,
      redacted: row.redacted === 1,
    },
    ...(row.target !== null && { target: String(row.target) }),
    ...(row.replay_of !== null && { replayOf: Number(row.replay_of) }),
    ...(answer && { answer }),
    verdict: (row.verdict === null ? 'pending' : String(row.verdict)) as CallVerdict,
    ...(row.meaning !== null && { meaning: JSON.parse(String(row.meaning)) as Localized }),
    ...(row.result_code !== null && { resultCode: String(row.result_code) }),
    problems: row.problems === null ? [] : (JSON.parse(String(row.problems)) as RecordedCall['problems']),
  };
}

function answerOf(row: Row): RecordedAnswer | undefined {
  if (row.answered === null) return undefined;
  const durationMs = Number(row.duration_ms);
  if (row.failure !== null)
    return { durationMs, failure: JSON.parse(String(row.failure)) as Localized, code: String(row.code) };
  return {
    durationMs,
    status: Number(row.status),
    headers: JSON.parse(String(row.answer_headers)) as Parameter[],
    body: row.answer_body as Uint8Array,
    truncated: row.truncated === 1,
  };
}

/** Writes both languages of a text as JSON; `both` looks up the Chinese when it is read. */
export function toText({ en, zh }: Localized): string {
  return JSON.stringify({ en, zh });
}
