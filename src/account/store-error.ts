import type { Localized } from '../text/localized.ts';

/** What can be wrong with a store: its path is a symlink, it can't be read or written, it stays locked. */
export type StoreFault = 'symlink' | 'unreadable' | 'unwritable' | 'busy' | 'keyring';

/** A store of settings or secrets that cannot be used. Never holds what was to be stored. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  readonly text: Localized;
  readonly hint: Localized;

  constructor(fault: StoreFault, text: Localized, hint: Localized) {
    super(text.en);
    this.name = 'StoreError';
    this.fault = fault;
    this.text = text;
    this.hint = hint;
  }
}
