import { networkCode } from '../errors/system-code.ts';
/** How a request failed before the response was complete. */
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
}

/** Codes of failures before any byte of the request is sent. */
const beforeSending: Readonly<Record<string, NetworkKind>> = {
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

const whileSending: Readonly<Record<string, NetworkKind>> = {
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
};

/**
 * Classifies an error of undici.
 *
 * @param inBody whether the headers of the response had been received
 */
export function networkFailure(error: unknown, inBody: boolean): NetworkFailure {
  const code = networkCode(error);
  if (inBody) return { kind: 'cut-off', code, maybeSent: true };
  const early = /^(ERR_TLS|ERR_SSL|CERT_)/.test(code) ? 'tls' : beforeSending[code];
  if (early) return { kind: early, code, maybeSent: false };
  if (code.startsWith('HPE_')) return { kind: 'not-http', code, maybeSent: true };
  return { kind: whileSending[code] ?? 'unknown', code, maybeSent: true };
}
