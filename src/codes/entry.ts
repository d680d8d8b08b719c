import type { Localized } from '../text/localized.ts';

/** Codes that are published together. `seller-config` is koo's own contract, and not Huawei's. */
export type CodeFamilyId =
  | 'callback'
  | 'debugger'
  | 'order-usage'
  | 'usage-push'
  | 'usage-record'
  | 'upload'
  | 'license'
  | 'gateway'
  | 'seller-config';

/** Who can end the error; or nobody needs to. */
export type Actor = 'caller' | 'seller' | 'buyer' | 'huawei' | 'nobody';

/** Whether the same again may succeed: not before the cause is gone, after a while, or it has been done already. */
export type Repeat = 'never' | 'later' | 'done';

/** Where codes are met: a callback protocol, the open API, the seller console, koo's seller configuration. */
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

/** What a code means with one HTTP status, where the status tells its meanings apart. */
export interface StatusMeaning {
  readonly http: number;
  readonly meaning: Localized;
  /** What is to be done, by whom, and whether to repeat, where the status decides that too. */
  readonly actor?: Actor;
  readonly next?: Localized;
  readonly repeat?: Repeat;
}

/** A result code, or a message that comes without one: all that is known about it. */
export interface CodeEntry {
  /** As it is sent; of the debugger's messages, which have none, a name of koo's own. */
  readonly code: string;
  /** Other spellings that are sent: the gateway's second prefix. */
  readonly aliases: readonly string[];
  readonly family: CodeFamilyId;
  /** Statuses it comes with, as documented; none where a callback's reply always has HTTP 200 or nothing is said. */
  readonly http: readonly number[];
  /** As the server says it, where that is published: `{name}` stands for a value. */
  readonly message: Partial<Localized>;
  readonly meaning: Localized;
  readonly byStatus: readonly StatusMeaning[];
  /** `null` where none is known, so that every entry has the same fields in the same order. */
  readonly cause: Localized | null;
  readonly actor: Actor;
  readonly next: Localized;
  readonly repeat: Repeat;
  /** It refuses the credential or the permission, not the request. */
  readonly permission: boolean;
  readonly occurs: readonly Occurrence[];
  /** URLs of the pages it is on; a path for koo's own contract. */
  readonly sources: readonly string[];
  /** Where sources differ, and what else is to be known. */
  readonly notes: readonly Localized[];
  /** What people call its trouble in other words: found by a search, and shown nowhere. */
  readonly keywords?: readonly string[];
}
