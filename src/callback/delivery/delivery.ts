import type { Parameter } from '../protocols/model.ts';

/** An HTTP request, ready to be sent. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly body?: string;
}

/** What TLS was agreed on. */
export interface TlsFacts {
  /** `TLSv1.3` */
  readonly protocol: string;
}

/** An HTTP answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Names in the case the server wrote them. */
  readonly headers: readonly Parameter[];
  readonly body: Uint8Array;
  /** The body was longer than the limit; `body` holds its beginning. */
  readonly truncated: boolean;
  readonly durationMs: number;
  readonly tls?: TlsFacts;
}

/** Why there is no (whole) answer. */
export type FailureKind =
  | 'dns'
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'cut-off'
  | 'protocol'
  | 'unreachable';

export interface NoAnswer {
  readonly kind: FailureKind;
  /** The system's own code: `ECONNREFUSED`. */
  readonly code: string;
  readonly durationMs: number;
}

export type Outcome =
  | { readonly answered: true; readonly answer: Answer }
  | { readonly answered: false; readonly failure: NoAnswer };

/** Sends one request and never throws for what the other side does. */
export type Deliver = (request: HttpRequest) => Promise<Outcome>;
