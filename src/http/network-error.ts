import { networkCode } from '../errors/system-code.ts';
/** How an exchange failed before there was a whole answer. */
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
  /** The system's or the library's code: `ECONNREFUSED`. */
  readonly code: string;
  /** Whether the other side may have received the request. */
  readonly maybeSent: boolean;
}

/** Codes of failures that come before a byte of the request is sent. */
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
 * What an exception of undici means.
 *
 * @param inBody whether the head of the answer had come
 */
export function networkFailure(error: unknown, inBody: boolean): NetworkFailure {
  const code = networkCode(error);
  if (inBody) return { kind: 'cut-off', code, maybeSent: true };
  const early = /^(ERR_TLS|ERR_SSL|CERT_)/.test(code) ? 'tls' : beforeSending[code];
  if (early) return { kind: early, code, maybeSent: false };
  if (code.startsWith('HPE_')) return { kind: 'not-http', code, maybeSent: true };
  return { kind: whileSending[code] ?? 'unknown', code, maybeSent: true };
}
