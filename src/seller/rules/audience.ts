import { both } from '../../text/translate.ts';
import type { AudienceSetting, AudienceType, ConfigurationPatch, Product } from '../contract.ts';
import type { KnownConfiguration } from '../plan.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';
import { unknownSku } from './users.ts';

type AudiencePatch = NonNullable<ConfigurationPatch['audience']>;

/** The known state when a change is validated; a rule that needs more is not applied. */
export interface Known {
  readonly product?: Product | undefined;
  /** All of it or a part; nothing is known of anything that is absent. */
  readonly configuration?: KnownConfiguration | undefined;
  /** IDs of the seller's products. */
  readonly ownProducts?: ReadonlySet<string> | undefined;
}

/**
 * The audiences that a specification may have, by that of its product; none if it is locked.
 *
 * @see https://support.huaweicloud.com/intl/en-us/sp-marketplace/en-us_topic_0000002453027949.html
 */
export const skuAudiences: Readonly<Record<AudienceType, readonly AudienceType[]>> = {
  all: ['all', 'enterprise', 'individual', 'specified', 'associated'],
  enterprise: ['enterprise', 'specified', 'associated'],
  individual: ['individual', 'specified', 'associated'],
  specified: [],
  associated: [],
};

/** Validates a change of the audience: each setting, and the specifications against the product as both will be. */
export function audienceFaults(patch: AudiencePatch, known: Known): Fault[] {
  const { product: wanted, skus = {} } = patch;
  return [
    ...(wanted ? [...settingFaults(wanted), ...ownFaults(wanted, known)].map(under(['product'])) : []),
    ...Object.entries(skus).flatMap(([code, setting]) => skuFaults(code, setting, known)),
    ...levelFaults(patch, known.configuration?.audience),
  ];
}

function settingFaults({ type, associated }: AudienceSetting): Fault[] {
  if (type === 'associated' && !associated?.length) {
    const message = both(
      'associated is empty: name the products or specifications that buyers must have bought',
    );
    return [fault('audience-associated-required', ['associated'], message)];
  }
  if (type !== 'associated' && associated?.length) {
    const message = both('an audience of type {type} cannot have associated', { type });
    return [fault('audience-associated-only', ['associated'], message)];
  }
  return [];
}

function ownFaults({ type, associated = [] }: AudienceSetting, { ownProducts }: Known): Fault[] {
  if (type !== 'associated' || ownProducts === undefined) return [];
  return associated.flatMap((id, index) =>
    ownProducts.has(id)
      ? []
      : fault(
          'audience-associated-own',
          ['associated', index],
          both('{id} is not a product of this seller', { id: shown(id) }),
        ),
  );
}

function skuFaults(code: string, setting: AudienceSetting | null, { product }: Known): Fault[] {
  const path = ['skus', code];
  const known = product?.skus.some(({ sku_code }) => sku_code === code) ?? true;
  const unknown = product && !known ? [unknownSku(code, product, path)] : [];
  if (setting === null) return unknown;
  return [...unknown, ...[...settingFaults(setting), ...sameFaults(setting, product)].map(under(path))];
}

function sameFaults({ type, associated = [] }: AudienceSetting, product: Product | undefined): Fault[] {
  if (type !== 'associated' || product === undefined) return [];
  return associated.flatMap((code, index) =>
    product.skus.some(({ sku_code }) => sku_code === code)
      ? []
      : fault(
          'audience-associated-same-product',
          ['associated', index],
          both('{code} is not a specification of {product}', {
            code: shown(code),
            product: product.product_id,
          }),
        ),
  );
}

/** The two levels against each other, as they are once the change is carried out. */
function levelFaults(patch: AudiencePatch, present: KnownConfiguration['audience']): Fault[] {
  const type = patch.product?.type ?? present?.type;
  if (type === undefined) return [];
  const skus = { ...present?.skus, ...patch.skus };
  return Object.entries(skus).flatMap(([code, setting]) => {
    if (setting === null || skuAudiences[type].includes(setting.type)) return [];
    // A specification that the change leaves as it is stands in the way of what the product is to become.
    const path = patch.skus && Object.hasOwn(patch.skus, code) ? ['skus', code, 'type'] : ['product', 'type'];
    return levelFault(type, code, setting.type, path);
  });
}

function levelFault(type: AudienceType, code: string, own: AudienceType, path: Fault['path']): Fault {
  const allowed = skuAudiences[type];
  if (allowed.length === 0) {
    const message = both(
      'specification {code} cannot have its own audience {own} while the product is for {type}; let it follow the product',
      { type, code, own },
    );
    return fault('audience-locked', path, message);
  }
  const message = both(
    'specification {code} cannot be for {own} while the product is for {type}; it can be for {allowed, or}',
    { code, own, type, allowed },
  );
  return fault('audience-sku-type', path, message);
}
