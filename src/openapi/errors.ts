import type { Localized } from '../text/localized.ts';
import type { ApiAnswer } from './model.ts';

/** What a person is told about a call that failed. */
export interface ApiFault {
  /** Decides the exit code, as the categories of the command line do. */
  readonly category: 'usage' | 'configuration' | 'permission' | 'business' | 'network' | 'interrupted';
  /** Stable, upper snake case. */
  readonly code: string;
  readonly text: Localized;
  readonly hint: Localized;
  /** The code the server answered with. */
  readonly resultCode?: string;
  /** The gateway's id of the request. */
  readonly requestId?: string;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** How often it was sent. */
  readonly attempts?: number;
}

/** A call that did not succeed: refused, answered with an error, or not answered. */
export class ApiError extends Error {
  readonly fault: ApiFault;
  /** What the server said, where it said something. */
  readonly answer: ApiAnswer | undefined;

  constructor(fault: ApiFault, options: ErrorOptions & { readonly answer?: ApiAnswer } = {}) {
    super(fault.text.en, options);
    this.fault = fault;
    this.answer = options.answer;
  }

  override get name(): string {
    return 'ApiError';
  }
}
