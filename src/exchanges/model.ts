import type { Parameter } from '../http/capture/model.ts';
import type { Localized } from '../text/localized.ts';

export interface ExchangeRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  /** In their order; names keep their case. */
  readonly headers: readonly Parameter[];
  readonly body: Uint8Array;
}

export interface RecordedRequest extends ExchangeRequest {
  /** Something was replaced by `***` or cut off, so these are not the bytes that were sent. */
  readonly redacted: boolean;
}

/** A response as a journal has it, or why there was none. */
export type RecordedAnswer = { readonly durationMs: number } & (
  | {
      readonly status: number;
      readonly headers: readonly Parameter[];
      readonly body: Uint8Array;
      /** Only the beginning of the body is kept. */
      readonly truncated: boolean;
    }
  | { readonly failure: Localized; readonly code: string }
);

/** The value of a header, whatever the case of its name; empty if there is none. */
export function headerOf(headers: readonly Parameter[], wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
}
