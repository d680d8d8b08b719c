import type { JsonObject } from '../text/json.ts';

/** A body that is read while it is sent, and read again for a retry. */
export interface StreamedBody {
  readonly contentType: string;
  /** Bytes in all. */
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A call of the open API or of IAM. */
export interface ApiCall {
  readonly method: (typeof httpMethods)[number];
  /** Path below the base address, with a leading slash; its segments are already percent-encoded. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** JSON unless a header `Content-Type` says otherwise. A streamed body is sent unsigned. */
  readonly body?: string | Uint8Array | StreamedBody;
  /** Whether sending it twice has the effect of sending it once; if not, it is not retried once it may have been sent. */
  readonly idempotent: boolean;
  /** Whether to keep the digits of numbers in the response, and to notice repeated names. */
  readonly exact?: true;
  /** The service to call; default `mkt`. */
  readonly host?: 'mkt' | 'iam' | 'bss';
}

export interface ApiResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as received, where it is a JSON object. */
  readonly json?: JsonObject;
  /** Set where an object of the document has a name twice; noticed in an exact document only. */
  readonly repeatsNames?: true;
  /** The body, with the credential's secrets masked. */
  readonly text: string;
  /** The envelope's code; empty where there is none. */
  readonly code: string;
  /** The envelope's message; empty where there is none. */
  readonly message: string;
  readonly requestId?: string;
  /** How many times the call was sent. */
  readonly attempts: number;
}

/** The open API of one site, called with one credential. */
export interface OpenApi {
  /**
   * Makes a call, and retries it where that is safe and may help.
   *
   * @throws KooError for every unsuccessful response, and for none at all
   */
  call(call: ApiCall): Promise<ApiResponse>;
  close(): Promise<void>;
}

/** Base paths of the open API, versions 1 and 2. */
export const basePath = '/api/mkp-openapi-public/global/v1';
export const basePathV2 = '/api/mkp-openapi-public/global/v2';
