import { networkCode } from '../errors/koo-error.ts';
/** A failure before the response was complete. */
export type NetworkKind =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'tls'
  | 'reset'
  | 'cut-off'
  | 'not-http'
  | 'unknown';

export interface NetworkFailure {
  readonly kind: NetworkKind;
  /** The code of the system or of the library: `ECONNREFUSED`. */
  readonly code: string;
  /** Whether the server may have received the request. */
  readonly maybeSent: boolean;
  /** The proxy failed; the server was not reached. */
  readonly proxy?: ProxyFault;
}

/** A failure of the proxy: it could not be reached, or it refused to connect to the server. */
export type ProxyFault =
  | { readonly host: string; readonly status?: never }
  | { readonly host?: never; readonly status: number };

/** Marks a failure to connect to a proxy, of which host and port are shown, but not user and password. */
export function proxyFailure(host: string, cause: Error): Error {
  return Object.assign(new Error('the proxy cannot be reached', { cause }), { proxyHost: host });
}

/** The failure of the proxy, if a request failed because of it. */
export function proxyFaultOf(error: unknown): ProxyFault | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('proxyHost' in error && typeof error.proxyHost === 'string') return { host: error.proxyHost };
  // The sentence of undici, which has no field for the status.
  const status = /^Proxy response \((\d{3})\)/.exec(error.message)?.[1];
  return status === undefined ? proxyFaultOf(error.cause) : { status: Number(status) };
}

/** A kind that the code alone tells. */
type CodedKind = Exclude<NetworkKind, 'cut-off' | 'not-http' | 'unknown'>;

/** Codes of failures before any byte of the request is sent. */
const beforeSending: Readonly<Record<string, CodedKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  EPROTO: 'tls',
};

const whileSending: Readonly<Record<string, CodedKind>> = {
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
};

/** Classifies an error of undici. @param inBody whether the headers of the response had been received */
export function networkFailure(error: unknown, inBody: boolean): NetworkFailure {
  const code = networkCode(error);
  const proxy = proxyFaultOf(error);
  if (proxy !== undefined) return { kind: kindOfCode(code) ?? 'unknown', code, maybeSent: false, proxy };
  if (inBody) return { kind: 'cut-off', code, maybeSent: true };
  const early = earlyKind(code);
  if (early) return { kind: early, code, maybeSent: false };
  if (code.startsWith('HPE_')) return { kind: 'not-http', code, maybeSent: true };
  return { kind: whileSending[code] ?? 'unknown', code, maybeSent: true };
}

/** The kind of a failure before any byte of the request is sent. */
function earlyKind(code: string): CodedKind | undefined {
  return /^(ERR_TLS|ERR_SSL|CERT_)/.test(code) ? 'tls' : beforeSending[code];
}

/** The kind of a failure outside of the body, if its code tells. */
export function kindOfCode(code: string): CodedKind | undefined {
  return earlyKind(code) ?? whileSending[code];
}
