import * as v from 'valibot';
import type { Change } from '../change.ts';
import { answers } from '../client/answers.ts';
import type {
  Attribute,
  AudienceSetting,
  KnownConfiguration,
  ListRef,
  PurchaseLimit,
  Trial,
  UserCount,
} from '../model.ts';

export type { KnownConfiguration } from '../model.ts';

/** What a worksheet is of that changes the seller's attributes and no product; stands where a product id would. */
export const sellerAttributes = 'attributes';

/** One setting of a recorded state by the name of its place, such as `limit:*`; `null` is known not to be set. */
export interface RecordedSetting {
  readonly place: string;
  readonly value: object | string | null;
}

/** What a change makes of a setting; `undefined` for a change of users and of stock, which set nothing. */
export function settingOf(change: Change): RecordedSetting | undefined {
  switch (change.kind) {
    case 'audience':
    case 'limit':
    case 'trial':
    case 'attribute':
    case 'credit':
      return { place: placeOf(change), value: change.after ?? null };
    case 'users':
    case 'stock':
      return undefined;
  }
}

/** The name of the place that a change is made at. */
export function placeOf(change: Change): string {
  switch (change.kind) {
    case 'audience':
    case 'limit':
    case 'trial':
    case 'stock':
      return `${change.kind}:${change.sku ?? '*'}`;
    case 'attribute':
      return `attribute:${change.code}`;
    case 'credit':
      return `credit:${change.setting}`;
    case 'users':
      return `users:${change.list}:${change.sku ?? '*'}`;
  }
}

/** Whether a setting is the seller's own, whatever product the worksheet was of. */
export function isSellerWide(place: string): boolean {
  return place.startsWith('attribute:');
}

/** The list that a change of users changes. */
export function listOfChange({ list, sku }: Extract<Change, { kind: 'users' }>): ListRef {
  return { list, ...(sku !== undefined && { sku_code: sku }) };
}

const schemas = {
  audience: v.omit(answers.configuration.entries.audience, ['skus']),
  limit: answers.configuration.entries.purchase_limits.value,
  trial: answers.configuration.entries.trial.value,
  attribute: answers.attribute,
  credit: v.picklist(['on', 'off', 'all', 'specified']),
} as const;

/** Whether a value that was read is one that can stand at its place. */
export function isRecordedSetting({ place, value }: { place: string; value: unknown }): boolean {
  const kind = place.slice(0, place.indexOf(':'));
  const schema = Object.entries(schemas).find(([name]) => name === kind)?.[1];
  return schema !== undefined && (value === null || v.is(schema, value));
}

/**
 * Puts recorded settings together.
 *
 * @param settings each of which {@link isRecordedSetting}
 */
export function knownConfiguration(
  product: string,
  settings: readonly RecordedSetting[],
  userCounts: readonly UserCount[],
): KnownConfiguration {
  const of = <T>(kind: keyof typeof schemas) =>
    settings
      .filter(({ place }) => place.startsWith(`${kind}:`))
      .map(({ place, value }) => [place.slice(kind.length + 1), value as T | null] as const);
  const audience = of<AudienceSetting>('audience');
  const credit = of<string>('credit');
  const own = audience.find(([sku]) => sku === '*')?.[1];
  return {
    product_id: product,
    ...(audience.length > 0 && {
      audience: { ...own, skus: Object.fromEntries(audience.filter(([sku]) => sku !== '*')) },
    }),
    ...(credit.length > 0 && { credit: Object.fromEntries(credit) }),
    stock: {},
    purchase_limits: Object.fromEntries(of<PurchaseLimit>('limit')),
    trial: Object.fromEntries(of<Trial>('trial').flatMap(([sku, value]) => (value ? [[sku, value]] : []))),
    attributes: of<Attribute>('attribute').flatMap(([, value]) => value ?? []),
    user_counts: userCounts,
  };
}
