import type { Session } from '../../account/cli/session.ts';
import type { OpenApi } from '../../openapi/client.ts';
import type { Localized } from '../../text/localized.ts';
import type { Change } from '../change.ts';
import type { Attribute, ListRef, Product, SpecifiedUser } from '../model.ts';
import type { KnownConfiguration } from '../recorded/recorded.ts';

/** Where the present state is read from: the server, or what was recorded on this machine. */
export interface Present {
  /** `unknown`: nothing was ever recorded. A single product may be unknown all the same. */
  readonly kind: 'live' | 'recorded' | 'unknown';
  /** `undefined` when it is not known: what a product is, is never recorded. */
  product(id: string): Promise<Product | undefined>;
  /** All of it when live; else what is recorded of it, or `undefined` when nothing is. */
  configuration(id: string): Promise<KnownConfiguration | undefined>;
  /** Of the seller; when recorded, those that worksheets have made or changed. */
  attributes(): Promise<readonly Attribute[]>;
  /** By account id, a page at a time; nothing when the list is not known. */
  users(id: string, ref: ListRef): AsyncIterable<readonly SpecifiedUser[]>;
  /** ISO 8601, when a worksheet of the product was last confirmed; `undefined` when live or unknown. */
  recordedAt(id: string): string | undefined;
}

/** What a worksheet is made of. */
export interface WorksheetPlan {
  /** `sellerAttributes` for the seller's attributes. */
  readonly product: string;
  readonly changes: readonly Change[];
  /** What the person at the console has to know beside the changes. */
  readonly notes?: readonly Localized[];
}

/** The two ways of a change: sent to a server, or written down for a person. */
export interface SellerConfigWork<T> {
  live(api: OpenApi, session: Session): Promise<T>;
  /** By the same computation as `live`. */
  plan(present: Present): Promise<WorksheetPlan>;
  /**
   * What a dry run tells by what is recorded, where a site does not offer the change; absent for a change that is to be
   * made.
   */
  rehearse?: ((present: Present) => Promise<T>) | undefined;
}
