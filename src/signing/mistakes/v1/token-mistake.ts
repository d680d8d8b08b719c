import { type Bytes, hmacSha256 } from '../../hash.ts';
import type { AuthTokenInput, TokenParams } from '../../v1-auth-token.ts';

/** What a wrong `authToken` is explained from. */
export interface TokenMistakeInput extends AuthTokenInput {
  /** The query (`get`) or the body (`post`) as it came over the wire, for signatures over it. */
  readonly wireText?: string;
}

/** The token over another string than the right one. */
export function tokenOver({ key, timeStamp }: AuthTokenInput, base: Bytes): string {
  return hmacSha256(key + timeStamp, base).toString('base64');
}

/** Parameters in the form they are signed in, in the order given. */
export function joined(params: TokenParams): string {
  return params.map(([name, value]) => `${name}=${value}`).join('&');
}

/** Orders by UTF-16 code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
