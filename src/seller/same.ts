import type { Attribute, AudienceSetting, PurchaseLimit } from './contract.ts';
import type { KnownConfiguration } from './plan.ts';

/** The product's own audience, where it is known. */
export function ownAudience({
  type,
  associated,
}: NonNullable<KnownConfiguration['audience']>): AudienceSetting | undefined {
  return type && settingOf({ type, ...(associated && { associated }) });
}

/** Without what only some audiences have. */
export function settingOf({ type, associated }: AudienceSetting): AudienceSetting {
  return type === 'associated' && associated ? { type, associated } : { type };
}

/** Whether two audiences let the same buyers in; the order of what is associated does not matter. */
export function sameAudience(a: AudienceSetting, b: AudienceSetting): boolean {
  if (a.type !== b.type) return false;
  return a.type !== 'associated' || sameSet(a.associated ?? [], b.associated ?? []);
}

/** Whether two limits are one; what a limit leaves out is `false`. */
export function sameLimit(a: PurchaseLimit, b: PurchaseLimit): boolean {
  return (
    (a.once_per_customer ?? false) === (b.once_per_customer ?? false) &&
    (a.again_after_expiry ?? false) === (b.again_after_expiry ?? false) &&
    a.max_quantity === b.max_quantity
  );
}

/** Whether two attributes are one; the order of values is a difference, since buyers see it. */
export function sameAttribute(a: Attribute, b: Attribute): boolean {
  const common = ({ code, type, name, description = '' }: Attribute) => [
    code,
    type,
    name.en,
    name.zh,
    description,
  ];
  const own = (attribute: Attribute) =>
    attribute.type === 'quantity' ? [attribute.min, attribute.max, attribute.step] : attribute.values;
  return sameList(common(a), common(b)) && sameList(own(a), own(b));
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)];
  return one.size === other.size && [...one].every((item) => other.has(item));
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
