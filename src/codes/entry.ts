import type { Localized } from '../text/localized.ts';

/** Codes that are published together. `seller-config` is koo's own contract, not Huawei's. */
export type CodeFamilyId =
  | 'callback'
  | 'debugger'
  | 'order-usage'
  | 'usage-push'
  | 'usage-record'
  | 'upload'
  | 'billing'
  | 'license'
  | 'gateway'
  | 'seller-config';

/** Who can fix the error; `nobody` if there is nothing to fix. */
export type Actor = 'caller' | 'seller' | 'buyer' | 'huawei' | 'nobody';

/** Whether to retry: not until the cause is removed, after a while, or not at all because it is already done. */
export type Repeat = 'never' | 'later' | 'done';

/** The origins of codes: a callback protocol, the open API, the seller console, koo's seller configuration. */
export type Place =
  | 'v1'
  | 'v1-kit'
  | 'v2'
  | 'v2-kit'
  | 'online-license'
  | 'license-code'
  | 'order-notify'
  | 'console'
  | 'open-api'
  | 'seller-config';

/** The activities or calls of a place that a code is documented for. */
export interface Occurrence {
  readonly in: Place;
  readonly calls: readonly string[];
}

/** The meaning of a code with one HTTP status, if it depends on the status. */
export interface StatusMeaning {
  readonly http: number;
  readonly meaning: Localized;
  /** Who acts, what to do, and whether to retry, if that depends on the status, too. */
  readonly actor?: Actor;
  readonly next?: Localized;
  readonly repeat?: Repeat;
}

/** Everything known about a result code, or about a message that comes without one. */
export interface CodeEntry {
  /** As it is sent. Messages of the console's interface debugging have no code: their name is koo's own. */
  readonly code: string;
  /** Other forms in which it is sent: the gateway has two prefixes. */
  readonly aliases: readonly string[];
  readonly family: CodeFamilyId;
  /** The documented statuses; empty if none is documented. */
  readonly http: readonly number[];
  /** The message of the server, as far as it is published; `{name}` stands for a value. */
  readonly message: Partial<Localized>;
  readonly meaning: Localized;
  readonly byStatus: readonly StatusMeaning[];
  /** `null` if unknown, so that every entry has the same fields in the same order. */
  readonly cause: Localized | null;
  readonly actor: Actor;
  readonly next: Localized;
  readonly repeat: Repeat;
  /** Whether the credential or the permission is rejected, and not the request. */
  readonly permission: boolean;
  readonly occurs: readonly Occurrence[];
  /** URLs of the pages that document it; a path for koo's own contract. */
  readonly sources: readonly string[];
  /** Where sources differ, and anything else worth knowing. */
  readonly notes: readonly Localized[];
  /** Other words that people use for it: found by a search, and not part of any output. */
  readonly keywords?: readonly string[];
}
