import { readFileSync } from 'node:fs';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';

/**
 * Requests of the seller configuration with the answers to them, recorded from a sandbox that read requests with
 * schemas of its own. They were not made from the contract, and are not to be: they hold it to what it was.
 */

export interface RecordedRequest {
  readonly operation: string;
  readonly method: string;
  /** Behind the base, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Who signs it; default the seller. */
  readonly account?: 'buyer' | 'wrong key';
  readonly body?: JsonObject;
  /** Body that is no JSON object. */
  readonly text?: string;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

export interface Exchange extends RecordedRequest {
  readonly answer: RecordedAnswer;
  /** Category and code of the error that the client makes of the answer. */
  readonly error?: readonly [category: string, code: string];
}

interface Recorded {
  /** Each begins with a new sandbox. */
  readonly scenarios: readonly {
    readonly title: string;
    /** For `--fault`. */
    readonly fault?: string;
    readonly exchanges: readonly Exchange[];
  }[];
  /** Right requests, and for each one place of its body, a value that is refused there with `MKT.0101`. */
  readonly malformed: readonly (RecordedRequest & {
    readonly body: JsonObject;
    readonly changes: readonly {
      /** JSON pointer. */
      readonly at: string;
      /** Left out: the member is missing. */
      readonly value?: JsonValue;
      readonly message: string;
    }[];
  })[];
}

const recorded = new URL('../../vectors/seller-config-exchanges.json', import.meta.url);

export const { scenarios, malformed } = JSON.parse(readFileSync(recorded, 'utf8')) as Recorded;

/** An answer without what differs from one run to the next. */
export function normalised(body: JsonObject): JsonObject {
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (key === 'added_at') return '2026-01-01T00:00:00.000Z';
    if (key === 'request_id') return '<request id>';
    return key === 'error_msg' ? String(value).replace(/(canonicalRequest):.*/s, '$1') : value;
  });
  return JSON.parse(text) as JsonObject;
}

/** The same value with another one at a place, or without it. */
export function withChange(body: JsonObject, at: string, value: JsonValue | undefined): JsonObject {
  const copy = structuredClone(body) as Record<string, unknown>;
  const path = at.split('/').slice(1);
  const last = path.pop() ?? '';
  const holder = path.reduce<Record<string, unknown>>(
    (inner, key) => inner[key] as Record<string, unknown>,
    copy,
  );
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy as JsonObject;
}
