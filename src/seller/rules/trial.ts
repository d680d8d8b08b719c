import { both } from '../../text/translate.ts';
import type { ConfigurationPatch, Product, Trial } from '../contract.ts';
import { trialDays } from '../limits.ts';
import type { Known } from './audience.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { unknownSku } from './users.ts';

/** Validates changes of trials, by trial specification. */
export function trialFaults(trials: NonNullable<ConfigurationPatch['trial']>, known: Known): Fault[] {
  const { product, configuration } = known;
  const present = new Map(Object.entries(configuration?.trial ?? {}));
  return Object.entries(trials).flatMap(([code, trial]) =>
    [
      ...trialFormFaults(trial),
      ...(product ? trialPlaceFaults(code, product) : []),
      ...trialDaysFaults(trial, present.get(code)),
    ].map(under([code])),
  );
}

function trialFormFaults({ days }: Trial): Fault[] {
  if (Number.isInteger(days) && days >= trialDays.min && days <= trialDays.max) return [];
  const facts = { ...trialDays, days: shown(days) };
  const message = both('{days} is not a whole number of days from {min} to {max}', facts);
  return [fault('trial-days', ['days'], message)];
}

function trialPlaceFaults(code: string, product: Product): Fault[] {
  if (product.delivery !== 'saas') {
    const { product_id: id, delivery } = product;
    const message = both('{product} is not a SaaS product ({delivery})', { product: id, delivery });
    return [fault('trial-saas', [], message)];
  }
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, [])];
  if (sku.trial === 'published') return [];
  const message = sku.trial
    ? both('trial specification {code} is not published', { code })
    : both('{code} is not a trial specification', { code });
  return [fault('trial-published', [], message)];
}

function trialDaysFaults({ days }: Trial, present: Trial | undefined): Fault[] {
  if (present === undefined || present.days === days) return [];
  const message = both(
    'the trial is published with {present, plural, one {# day} other {# days}}, which cannot be changed to {days}',
    { present: present.days, days: shown(days) },
  );
  return [fault('trial-days-fixed', ['days'], message)];
}
