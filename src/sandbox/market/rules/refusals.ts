import { KooError } from '../../../errors/koo-error.ts';
import type { LifeEvent, Refusal as LifeRefusal } from '../../../lifecycle/model.ts';
import { both, type Localized } from '../../../text/translate.ts';

export interface Refusal {
  /** koo's own; Huawei publishes none. */
  readonly code:
    | 'UNAVAILABLE'
    | 'AUDIENCE'
    | 'TRIAL'
    | 'QUANTITY'
    | 'LIMIT'
    | 'STOCK'
    | 'PARAMETER'
    | 'PAYMENT'
    | Uppercase<LifeRefusal>;
  /** Shown to the buyer. */
  readonly text: Localized;
  /** How the merchant can change it. */
  readonly hint: Localized;
  /** Whether the text is koo's own, since Huawei documents none. */
  readonly isOwnWords: boolean;
}

type Act = LifeEvent['type'] | 'buy';

/** Creates a refusal in koo's own words. */
export function refuse(code: Refusal['code'], text: Localized, hint: Localized): Refusal {
  return { code, text, hint, isOwnWords: true };
}

export function refusalError(
  { code, text, hint, isOwnWords }: Refusal,
  act: 'PURCHASE_REFUSED' | 'ACT_REFUSED' = 'PURCHASE_REFUSED',
): KooError {
  return new KooError({
    category: 'business',
    code: act,
    message: text,
    hint,
    details: { refusal: code, ownWords: isOwnWords },
  });
}

export function actRefused(...facts: Parameters<typeof refuse>): KooError {
  return refusalError(refuse(...facts), 'ACT_REFUSED');
}

/** Creates the error for a refused act of the kit or of the operator, with a code of its own. */
export function refusal(code: string, message: Localized, hint: Localized): KooError {
  return new KooError({ category: 'business', code, message, hint });
}

export const seeInstances: Localized = both('Run `koo sandbox instances` to see the state of each resource.');

export function lifeRefusal(refusal: LifeRefusal, event: Act): Refusal {
  return refuse(
    refusal.toUpperCase() as Uppercase<LifeRefusal>,
    refusalText(refusal, event),
    (refusal === 'kind' && ways[event]) || seeInstances,
  );
}

/** Alternatives for kinds of products without such an operation. */
const ways: { readonly [Event in Act]?: Localized } = {
  expire: both(
    'Pay-per-use is frozen when its buyer is in arrears: set the balance with `koo sandbox buyer NAME --balance`, push usage, and advance the clock.',
  ),
  unsubscribe: both('Close a pay-per-use resource with `koo sandbox close`.'),
};

export function refusalText(refusal: LifeRefusal, event: Act): Localized {
  return texts[event]?.[refusal] ?? usual[refusal];
}

const usual: Readonly<Record<LifeRefusal, Localized>> = {
  ended: both('The resource has been released, or was never created.'),
  creating: both('The instance is still being created.'),
  kind: both('A product of this kind has no such operation.'),
  state: both('This is not possible in the present state of the resource.'),
  trial: both('This is not possible during a trial.'),
  early: both('It is too early for this.'),
  late: both('It is too late for this.'),
};

const notYet = both('The size or specification can be changed from 30 days before the expiry.');
const onlySaas = both('Only SaaS products that are sold by period can be changed.');

const texts: {
  readonly [Event in Act]?: Readonly<Partial<Record<LifeRefusal, Localized>>>;
} = {
  buy: {
    kind: both('A licence code is sold by period or once, and only what is sold by period can be tried.'),
  },
  formalise: { trial: both('This is not a trial.') },
  renew: {
    kind: both('Only what is sold by period can be renewed, and only SaaS products can change upon renewal.'),
    trial: both('A trial cannot be renewed. It can become a paid subscription.'),
    early: notYet,
  },
  'check-change': { kind: onlySaas, early: notYet },
  'give-back': {
    state: both('There is no renewal that could be given back.'),
    late: both('The renewed period has begun and cannot be given back.'),
  },
  upgrade: {
    kind: onlySaas,
    state: both('Only a resource that is neither expired nor frozen can be upgraded.'),
  },
  expire: { kind: both('The resource has no expiry.'), state: both('The resource has already expired.') },
  'fall-into-arrears': { kind: both('Only pay-per-use resources fall into arrears.') },
  'pay-arrears': { state: both('The resource is not in arrears.') },
  'find-violation': { state: both('The resource is already frozen for a violation.') },
  'lift-violation': { state: both('The resource is not frozen for a violation.') },
  unsubscribe: {
    kind: both('Pay-per-use and its packages cannot be unsubscribed. Pay-per-use can be closed.'),
    state: both(
      'This product can be unsubscribed only by agreement with the seller, and a licence code not after it was claimed.',
    ),
    trial: both('A trial cannot be unsubscribed.'),
    late: both('The five days in which a buyer can unsubscribe without a reason are over.'),
  },
  close: { kind: both('Only pay-per-use resources can be closed.') },
  'request-license': {
    kind: both('Only products with an online licence issue licences.'),
    state: both('A frozen resource issues no licences.'),
  },
  claim: {
    kind: both('Only a licence code can be claimed.'),
    state: both('The licence code has already been claimed.'),
  },
};
