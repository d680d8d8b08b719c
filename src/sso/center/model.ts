import type { Localized } from '../../text/localized.ts';

export interface LoginUser {
  /** Unique in its tenant only. */
  readonly userName: string;
  readonly name: string;
  readonly role: 'user' | 'admin';
  readonly organizationCode: string;
  readonly organizationName?: string;
  readonly mobile?: string;
  readonly email?: string;
}

/** An application bound to a tenant, with the values of applicationSync. */
export interface LoginApplication {
  readonly appId: string;
  readonly clientId: string;
  /** In plain text. */
  readonly clientSecret: string;
  /** The registered callback of OAuth; absent if there is no login by OAuth. */
  readonly loginAddress?: string;
  /** The registered callback of CAS, with the tenant id in it; absent if there is no login by CAS. */
  readonly casService?: string;
  /** Shown on the pages only: the centre lets any account in, and the merchant has to refuse unauthorised ones. */
  isAuthorized(userName: string): boolean;
}

export interface LoginTenant {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Origin of its login domain, without a slash at the end: `http://127.0.0.1:8790`. */
  readonly domain: string;
  readonly users: readonly LoginUser[];
  readonly applications: readonly LoginApplication[];
}

/** The tenants that can sign in, read at each request, so that a change applies at once. */
export interface Directory {
  tenants(): readonly LoginTenant[];
}

/** Behaviour that KooGallery's pages leave open or contradict. */
export interface CenterSettings {
  /** HTTP status of `invalid_client`; default 401, as Spring Security OAuth answers. */
  readonly invalidClientStatus: 401 | 400;
  /** `minimal`: userName, name, tenant, organizationCode, role. `no-contact`: without mobile and email. Default `full`. */
  readonly userinfo: 'full' | 'minimal' | 'no-contact';
  /** Format of a validation that asks for none; default `JSON`. */
  readonly casFormat: 'JSON' | 'XML';
  /** Name of the tenant id in the redirect of unified login and of a workbench; default `tenant`. */
  readonly tenantParameter: 'tenant' | 'tenant_id';
  /** Default true. */
  readonly issuesRefreshToken: boolean;
  /** Whether a refresh returns another refresh token and ends the old one; default true. */
  readonly rotatesRefreshToken: boolean;
  /** Length of a code in characters, 64 to 1024; default 256. */
  readonly codeLength: number;
  /** `expires_in` of tokens, in seconds; default 7200, their true life, which is never shorter. */
  readonly statedLife: number;
}

export type Endpoint =
  /** The page that reads the fragment of its address. */
  | 'unified-page'
  /** The list of accounts of unified login, and the choice of one. */
  | 'unified'
  | 'sign-in'
  | 'authorize'
  | 'token'
  | 'refresh'
  | 'userinfo'
  | 'logout'
  | 'cas-login'
  | 'cas-validate'
  | 'cas-logout'
  | 'unknown';

/** A failure injected into a request. */
export type Fault =
  /** Responds with an error, and does nothing else. Default `json`. */
  | {
      readonly kind: 'status';
      readonly status: 400 | 401 | 403 | 500;
      readonly as?: 'json' | 'html' | 'empty';
    }
  /** Responds with anything, such as a body that is no JSON, and does nothing else. */
  | { readonly kind: 'response'; readonly make: () => Response }
  /** Handles the request, and holds the response back. In milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Responds with HTTP 503 after a while, and does nothing else. In milliseconds. */
  | { readonly kind: 'silent'; readonly ms: number }
  /** Names another tenant: in userinfo, in a validated ticket, in the redirect of unified login. */
  | { readonly kind: 'wrong-tenant'; readonly tenant: string }
  /** Names another account: in userinfo, in a validated ticket. */
  | { readonly kind: 'wrong-user'; readonly userName: string }
  /** Treats the client secret as one that was replaced. */
  | { readonly kind: 'rotated-secret' };

/** Why a request was refused, for programs. */
export type Cause =
  | 'unknown-path'
  | 'unknown-tenant'
  | 'method'
  | 'content-type'
  | 'too-long'
  | 'duplicate-parameter'
  | 'missing-parameter'
  | 'invalid-parameter'
  | 'parameters-in-url'
  | 'several-credentials'
  | 'client-unknown'
  | 'client-of-other-tenant'
  | 'client-differs'
  | 'secret-missing'
  | 'secret-encrypted'
  | 'secret-encoding'
  | 'secret-of-other-client'
  | 'secret-wrong'
  | 'unregistered-address'
  | 'address-differs'
  | 'grant-missing'
  | 'grant-unknown'
  | 'grant-encoding'
  | 'grant-of-other-tenant'
  | 'grant-of-other-client'
  | 'grant-used'
  | 'grant-expired'
  | 'grant-revoked'
  | 'user-removed'
  | 'no-application'
  | 'fault';

/** A request to the centre. Client secrets are masked with `***`; codes, tickets and tokens are not. */
export interface CenterRequest {
  /** Business time. */
  readonly at: Date;
  /** Absent at unified login until an account is chosen. */
  readonly tenantId?: string;
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly url: string;
  /** With names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** The fields of a form; empty for any other body. */
  readonly form: readonly (readonly [name: string, value: string])[];
  /** Length of the body, in bytes. */
  readonly bodyLength: number;
}

/** A request with its response, as evidence for tests. */
export interface CenterCall extends CenterRequest {
  readonly status: number;
  /** Code of the response: `invalid_grant`, `INVALID_TICKET`. */
  readonly error?: string;
  readonly cause?: Cause;
  /** The reason of a refusal and what to do about it, for people. */
  readonly reason?: Localized;
  readonly clientId?: string;
  readonly userName?: string;
  /** The code that was issued or sent. */
  readonly code?: string;
  /** The ticket that was issued or sent. */
  readonly ticket?: string;
  /** The access token that was issued or sent. */
  readonly accessToken?: string;
  /** The refresh token that was issued with a code, or sent to be exchanged. */
  readonly refreshToken?: string;
  /** The refresh token that replaces the one that was sent. */
  readonly newRefreshToken?: string;
  readonly service?: string;
  /** The `Location` of the response. */
  readonly redirect?: string;
  /** Where the client secret was sent, for requests that need one or have one in the URL. */
  readonly secretIn?: 'body' | 'query' | 'basic' | 'none';
  readonly secretMatches?: boolean;
  /** Where the access token was sent, for requests for userinfo. */
  readonly tokenIn?: 'bearer' | 'other-scheme' | 'query' | 'none';
  /** Whether a sign-out ended the session of the browser; a server that calls it has none. */
  readonly endedSession?: boolean;
  readonly fault?: Fault['kind'];
}

export interface CenterOptions {
  readonly directory: Directory;
  /** The business clock, by which lifetimes are measured. */
  readonly now: () => Date;
  /** Bytes of a cryptographic generator. */
  readonly random: (bytes: number) => Uint8Array;
  /** Origin of the unified login page, without a slash at the end. */
  readonly unifiedOrigin: string;
  readonly settings?: Partial<CenterSettings>;
  /** Chooses a failure to inject into a request. */
  readonly fault?: (request: CenterRequest) => Fault | undefined;
  /** Receives each call before its response is sent. */
  readonly record?: (call: CenterCall) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The account and the application that a code or a ticket is issued for. */
export interface GrantOptions {
  readonly tenantId: string;
  readonly appId: string;
  readonly userName: string;
}

export interface Center {
  /** Serves the login domain of a tenant. */
  domain(tenantId: string): (request: Request) => Promise<Response>;
  /** Serves the unified login page, whose paths begin with `/unified-login/`. */
  unified(request: Request): Promise<Response>;
  /**
   * Issues a code as unified login and the workbench do.
   *
   * @throws Error if the directory has no such tenant, application or account
   */
  issueCode(options: GrantOptions & { readonly redirectUri?: string }): string;
  /**
   * Issues a CAS ticket as the workbench does.
   *
   * @throws Error if the directory has no such tenant, application or account
   */
  issueTicket(options: GrantOptions & { readonly service?: string }): string;
  endSessions(): void;
}
