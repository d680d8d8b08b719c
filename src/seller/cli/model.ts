import type { Session } from '../../account/cli/session.ts';
import type { OpenApi } from '../../openapi/client.ts';
import type { Localized } from '../../text/localized.ts';
import type { Attribute, ListRef, Product, SpecifiedUser } from '../contract.ts';
import type { Change, KnownConfiguration } from '../plan.ts';

/** What is there at present: the server tells it, a file that was given, or nobody. */
export interface Present {
  readonly kind: 'live' | 'file' | 'unknown';
  /** `undefined` when it is not known. */
  product(id: string): Promise<Product | undefined>;
  /** All of it when live; else the part that is known, or `undefined` when nothing is. */
  configuration(id: string): Promise<KnownConfiguration | undefined>;
  /** Of the seller, those that are known. */
  attributes(): Promise<readonly Attribute[]>;
  /** Whether it is known who is on a list. */
  hasList(ref: ListRef): boolean;
  /** A page at a time; nothing when the list is not known. */
  users(id: string, ref: ListRef): AsyncIterable<readonly SpecifiedUser[]>;
}

/** Nothing is known of what is there. */
export const unknownPresent: Present = {
  kind: 'unknown',
  product: async () => undefined,
  configuration: async () => undefined,
  attributes: async () => [],
  hasList: () => false,
  users: async function* () {},
};

/** What a worksheet is made of. */
export interface WorksheetPlan {
  /** `sellerAttributes` for the seller's attributes. */
  readonly product: string;
  readonly changes: readonly Change[];
  /** What the person at the console has to know beside the changes. */
  readonly notes?: readonly Localized[];
  /**
   * The command that tells whether all of it is done, by what the console then shows: a list or a document. The flags
   * of profile and site are put behind it.
   */
  readonly check?: { readonly of: 'list' | 'document'; readonly command: string };
}

/** The two ways of a change: sent to a server, or written down for a person. */
export interface SellerConfigWork<T> {
  live(api: OpenApi, session: Session): Promise<T>;
  /** By the same computation as `live`. */
  plan(present: Present): Promise<WorksheetPlan>;
  /** What a dry run tells by a present state that was given; absent for a change that is to be made. */
  rehearse?: ((present: Present) => Promise<T>) | undefined;
}
