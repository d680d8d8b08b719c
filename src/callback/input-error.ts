import type { Localized } from '../text/localized.ts';

export interface InputFault {
  /** Stable, upper snake case. */
  readonly code: string;
  readonly text: Localized;
  /** What to do about it. */
  readonly hint: Localized;
  /** A word that is unknown and those it may have been meant for. */
  readonly mistyped?: { readonly word: string; readonly candidates: readonly string[] };
}

/** What a person gave to koo cannot be used as it is. */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  readonly fault: InputFault;

  constructor(fault: InputFault) {
    super(fault.text.en);
    this.fault = fault;
  }
}
