import type { SiteId } from '../openapi/sites.ts';
import type { Change } from '../seller-config/change.ts';
import type { Language, Localized } from '../text/localized.ts';

/** What a worksheet is written from. */
export interface WorksheetInput {
  /** `sellerAttributes` for the seller's attributes. */
  readonly product: string;
  readonly site: SiteId;
  readonly changes: readonly Change[];
  /** What it was computed from. */
  readonly basis: WorksheetBasis;
  readonly notes: readonly Localized[];
  readonly madeAt: Date;
  /** Its number, and what to run once it is done. */
  readonly sheet?: { readonly number: number; readonly confirm: string };
}

/** The state that a worksheet was computed from. */
export type WorksheetBasis =
  | { readonly kind: 'live'; readonly version?: string }
  | { readonly kind: 'recorded'; readonly recordedAt: string }
  | { readonly kind: 'unknown' };

/** A worksheet as Markdown. */
export function worksheet(input: WorksheetInput, language: Language): string {
  return `${language}${JSON.stringify(input.changes)}`;
}
