import type { ConfigurationPatch, Product, Trial } from '../model.ts';
import type { Known } from './audience.ts';
import { type Fault, fault, shown, under } from './fault.ts';
import { unknownSku } from './users.ts';

/** Days of a trial, at the least and at the most. */
export const trialDays = { min: 3, max: 180 } as const;

/** Judges changes of trials, by trial specification. */
export function trialFaults(trials: NonNullable<ConfigurationPatch['trial']>, known: Known): Fault[] {
  const { product, configuration } = known;
  return Object.entries(trials).flatMap(([code, trial]) =>
    [
      ...formFaults(trial),
      ...(product ? placeFaults(code, product) : []),
      ...(configuration?.trial && Object.hasOwn(configuration.trial, code)
        ? fixedFaults(trial, configuration.trial[code])
        : []),
    ].map(under([code])),
  );
}

function formFaults({ days, open_to }: Trial): Fault[] {
  const found: Fault[] = [];
  if (!(Number.isInteger(days) && days >= trialDays.min && days <= trialDays.max)) {
    found.push(
      fault('trial-days', ['days'], {
        en: `${shown(days)} is not a whole number of days from ${trialDays.min} to ${trialDays.max}`,
        zh: `${shown(days)} 不是 ${trialDays.min}～${trialDays.max} 之间的整数天数`,
      }),
    );
  }
  if (!['all', 'specified'].includes(open_to)) {
    found.push(
      fault('trial-open-to', ['open_to'], {
        en: `"${shown(open_to)}" is neither all nor specified`,
        zh: `“${shown(open_to)}”既不是 all 也不是 specified`,
      }),
    );
  }
  return found;
}

function placeFaults(code: string, product: Product): Fault[] {
  if (product.delivery !== 'saas') {
    return [
      fault('trial-saas', [], {
        en: `${product.product_id} is not a SaaS product (${product.delivery})`,
        zh: `商品 ${product.product_id} 不是 SaaS 类商品（${product.delivery}）`,
      }),
    ];
  }
  const sku = product.skus.find(({ sku_code }) => sku_code === code);
  if (!sku) return [unknownSku(code, product, [])];
  if (sku.trial === 'published') return [];
  return [
    fault('trial-published', [], {
      en: sku.trial ? `trial specification ${code} is not published` : `${code} is not a trial specification`,
      zh: sku.trial ? `试用规格 ${code} 尚未发布` : `${code} 不是试用规格`,
    }),
  ];
}

function fixedFaults({ days }: Trial, present: Trial | undefined): Fault[] {
  if (present === undefined || present.days === days) return [];
  return [
    fault('trial-days-fixed', ['days'], {
      en: `the trial is published with ${present.days} days, which cannot become ${shown(days)}`,
      zh: `试用已按 ${present.days} 天发布，不能改为 ${shown(days)} 天`,
    }),
  ];
}
