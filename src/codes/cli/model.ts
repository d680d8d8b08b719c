import type { Language } from '../../text/localized.ts';
import type { CodeEntry } from '../entry.ts';

/** Values of the flags of `koo codes`. */
export interface CodesWish {
  readonly family?: string | undefined;
  readonly activity?: string | undefined;
  readonly http?: number | undefined;
}

/** What `koo codes` found. */
export interface CodesResult {
  readonly entries: readonly CodeEntry[];
  /** Whether all that was asked for is documented. */
  readonly complete: boolean;
  /** The entries for people. */
  show(language: Language): string;
}
