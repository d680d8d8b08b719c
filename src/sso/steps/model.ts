import type { Localized } from '../../text/localized.ts';

/** A step that a merchant's server takes at a login domain. */
export type ServerStep = 'token' | 'refresh' | 'userinfo' | 'cas-validate';

/** A request as it was sent, without its secrets. */
export interface ShownRequest {
  readonly method: string;
  /** Without its parameters. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Those of the form, or of the URL; secrets are masked. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A command that sends the same request; it takes secrets from variables of the shell. */
  readonly curl: string;
  /** The variables that the command reads. */
  readonly variables: readonly string[];
}

/** A response in which tokens and secrets are masked. */
export interface ShownResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly durationMs: number;
}

/** The meaning of an unsuccessful response. */
export interface Problem {
  /** Stable: `INVALID_GRANT`. */
  readonly code: string;
  /** Determines the exit code. */
  readonly category: 'permission' | 'business' | 'network';
  /** The code in the response: `invalid_grant`, `INVALID_TICKET`. */
  readonly error: string | null;
  /** The text in the response. */
  readonly description: string | null;
  readonly meaning: Localized;
  /** What to do about it, the likeliest cause first. */
  readonly cures: readonly Localized[];
  /** URL of the page that documents the response; `null` for a response that is not documented. */
  readonly source: string | null;
}

/** A step that was taken, and what came back. */
export interface StepReport {
  readonly step: ServerStep;
  /** Origin of the login domain. */
  readonly domain: string;
  /** Nothing was sent. */
  readonly dryRun?: true;
  readonly request: ShownRequest;
  /** `null` if nothing was sent. */
  readonly response: ShownResponse | null;
  readonly ok: boolean;
  readonly problem: Problem | null;
  /** Remarks on a success. */
  readonly notes: readonly Localized[];
  /** Commands of the next step. */
  readonly next: readonly string[];
}

/** The start and the length of a secret. */
export interface MaskedSecret {
  /** Empty for a short secret, of which nothing is shown. */
  readonly start: string;
  /** In characters. */
  readonly length: number;
}
