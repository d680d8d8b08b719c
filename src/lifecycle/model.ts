/** The kind of product. Only SaaS and online licences have an instance at the merchant. */
export type Product = 'saas' | 'online-license' | 'license-code';

/** How it is charged; `package` is a package of a pay-per-use product. */
export type Charging = 'period' | 'one-time' | 'on-demand' | 'package';

export interface Kind {
  readonly product: Product;
  readonly charging: Charging;
}

/** The ids of an order as the merchant sees them. A pay-per-use order has a line for each billing item. */
export interface Order {
  readonly id: string;
  readonly line: string;
}

export type FreezeReason = 'expired' | 'arrears' | 'violation';

/** A paid period; `expiresAt` is in milliseconds since 1970. */
export interface Term {
  readonly order: Order;
  readonly expiresAt: number;
}

/** The life of one instance or licence code so far. Times are milliseconds since 1970. */
export interface Life {
  readonly kind: Kind;
  readonly stage: 'creating' | 'live' | 'released' | 'failed';
  readonly trial: boolean;
  readonly purchase: Order;
  /** When the purchase was completed; the five days of an unsubscription count from here. */
  readonly completedAt?: number;
  /** The paid periods, the purchase first; empty if it does not expire. */
  readonly terms: readonly Term[];
  /** Why grace began. When grace ends, it becomes a reason of the freeze. */
  readonly overdue?: 'expired' | 'arrears';
  /** Without repetition; empty if it is not frozen. */
  readonly frozenFor: readonly FreezeReason[];
  readonly claimed: boolean;
  readonly activated?: true;
}

/** The state of an instance as its owner sees it. */
export type State =
  | { readonly name: 'creating' | 'active' | 'grace' | 'released' | 'failed' }
  | { readonly name: 'frozen'; readonly reasons: readonly FreezeReason[] };

export interface Purchase {
  readonly order: Order;
  readonly trial?: boolean;
  /** Only for periods, trials and packages. */
  readonly expiresAt?: number;
}

/** An event in a life: acts of the buyer, the clock, money and the operator. */
export type LifeEvent =
  /** The merchant has returned an instance, which KooGallery queries until it is ready. */
  | { readonly type: 'accepted' }
  /** The instance is ready: the purchase is completed. */
  | { readonly type: 'created' }
  /** Creation was given up and refunded; `returned`: the merchant had returned an instance id. */
  | { readonly type: 'creation-failed'; readonly refund: Order; readonly returned: boolean }
  /** Another line of its order was not delivered, so that all of the order is refunded. */
  | { readonly type: 'revoke'; readonly refund: Order }
  /** A trial becomes a paid subscription. */
  | ({ readonly type: 'formalise' } & Paid)
  /** A renewal, by hand or automatic; `change`: to another size or specification. */
  | ({ readonly type: 'renew'; readonly change?: boolean } & Paid)
  /** The merchant is asked whether the instance can be changed upon renewal, before an order exists. */
  | { readonly type: 'check-change' }
  /** The last renewal that has not begun is given back. */
  | { readonly type: 'give-back'; readonly order: Order }
  | { readonly type: 'upgrade'; readonly order: Order }
  | { readonly type: 'expire' }
  | { readonly type: 'fall-into-arrears' }
  | { readonly type: 'end-grace' }
  | { readonly type: 'end-retention' }
  | { readonly type: 'pay-arrears' }
  | { readonly type: 'find-violation' }
  | { readonly type: 'lift-violation' }
  /** `negotiated`: the seller has agreed, as for supervised products and licences. */
  | { readonly type: 'unsubscribe'; readonly order: Order; readonly negotiated?: boolean }
  | { readonly type: 'close' }
  | { readonly type: 'view' }
  | { readonly type: 'request-license'; readonly eventId: string }
  | { readonly type: 'claim' }
  /** The merchant has activated the licence code, whose period begins. */
  | { readonly type: 'activate'; readonly expiresAt?: number };

interface Paid {
  readonly order: Order;
  readonly expiresAt: number;
  /** The id of the price, if the type of the period changes. */
  readonly productId?: string;
}

/** A callback that is due, whatever the protocol calls it. */
export type Callback =
  | { readonly type: 'notify'; readonly order: Order }
  | { readonly type: 'create'; readonly order: Order; readonly trial: boolean; readonly expiresAt?: number }
  /** After a creation KooGallery asks until the instance is ready. */
  | { readonly type: 'query' }
  | {
      readonly type: 'refresh';
      readonly scene: Scene;
      readonly order: Order;
      readonly expiresAt: number;
      readonly productId?: string;
    }
  | { readonly type: 'check-change' }
  | { readonly type: 'upgrade'; readonly order: Order }
  | { readonly type: 'freeze'; readonly reason: FreezeReason; readonly purchase: Order }
  /** `reason` is the last one removed. */
  | { readonly type: 'unfreeze'; readonly reason: FreezeReason }
  | { readonly type: 'release'; readonly purchase: Order; readonly unsubscription?: Order }
  | { readonly type: 'show'; readonly purchase: Order }
  | { readonly type: 'issue-license'; readonly eventId: string };

export type Scene = 'TRIAL_TO_FORMAL' | 'RENEWAL' | 'RENEWAL_CHANGE' | 'UNSUBSCRIBE_RENEWAL_PERIOD';

export type Refusal =
  | 'ended'
  | 'creating'
  /** This kind of product knows no such event. */
  | 'kind'
  /** Not in this state. */
  | 'state'
  /** Not during a trial, or only during one. */
  | 'trial'
  | 'early'
  | 'late';

export type Step =
  | { readonly ok: true; readonly life: Life; readonly due: readonly Callback[] }
  | { readonly ok: false; readonly refusal: Refusal };
