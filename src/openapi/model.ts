import type { JsonObject } from '../text/json.ts';

/** A body that is read while it is sent, and can be read again when it is sent again. */
export interface StreamedBody {
  readonly contentType: string;
  /** Bytes in all. */
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

/** A call of the open API or of IAM. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Behind the base address, with a slash at the start; its segments are percent-encoded already. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** JSON unless a header `Content-Type` says otherwise. A streamed body is sent unsigned. */
  readonly body?: string | Uint8Array | StreamedBody;
  /** Whether sending it twice changes nothing more; only then is it repeated after it may have been carried out. */
  readonly idempotent: boolean;
  /** Whom to ask; default `mkt`. */
  readonly host?: 'mkt' | 'iam';
}

/** What the server said. */
export interface ApiAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, where it is a JSON object. */
  readonly json?: JsonObject;
  readonly text: string;
  /** The envelope's code; empty where there is none. */
  readonly code: string;
  /** The envelope's message; empty where there is none. */
  readonly message: string;
  readonly requestId?: string;
  /** How often the call was sent. */
  readonly attempts: number;
}

/** The open API of one site, called with one credential. */
export interface OpenApi {
  /**
   * Makes a call, repeated where that is harmless and may help.
   *
   * @throws KooError for every answer that is no success, and for none
   */
  call(call: ApiCall): Promise<ApiAnswer>;
  /** Ends the connections. */
  close(): Promise<void>;
}

/** Base of the open API's first version; the second differs in the number only. */
export const basePath = '/api/mkp-openapi-public/global/v1';
export const basePathV2 = '/api/mkp-openapi-public/global/v2';
