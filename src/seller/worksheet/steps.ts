import type { Change } from '../change.ts';
import { skuAudiences } from '../rules/audience.ts';
import { attributeSection } from './attribute.ts';
import type { Of, Section, Wording } from './section.ts';
import { audienceSection, creditSection, limitSection, stockSection, trialSection } from './settings.ts';
import { partsOf, usersSection } from './users.ts';

/**
 * Splits changes into sections, in an order in which nobody is shut out for a moment who is to have access in the end:
 * what others build on first, users before the list is in force, what takes away last.
 */
export function sectionsOf(changes: readonly Change[], wording: Wording): readonly Section[] {
  const parts = changes.flatMap((change): Change[] => (change.kind === 'users' ? partsOf(change) : [change]));
  return parts
    .map((change) => ({ change, rank: rankOf(change, changes) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ change }) => sectionOf(change, wording));
}

function rankOf(change: Change, all: readonly Change[]): number {
  switch (change.kind) {
    case 'attribute':
      return change.after ? 0 : 10;
    case 'users':
      return change.remove.length > 0 ? 9 : 1;
    case 'stock':
      return change.delta > 0 ? 2 : 8;
    case 'audience':
      if (change.sku === undefined) return 4;
      return isInTheWay(change, all) ? 3 : 5;
    case 'credit':
      return change.after === 'off' ? 7 : 6;
    case 'limit':
    case 'trial':
      return 6;
  }
}

/** Whether a specification is for users that the console does not let it have any more once the product is changed. */
function isInTheWay({ before, after }: Of<'audience'>, all: readonly Change[]): boolean {
  const product = all.find((one): one is Of<'audience'> => one.kind === 'audience' && one.sku === undefined);
  if (!product?.after) return false;
  // What is not known may be in the way.
  const stays = before ? skuAudiences[product.after.type].includes(before.type) : after !== undefined;
  if (stays) return false;
  return after === undefined || (!!product.before && skuAudiences[product.before.type].includes(after.type));
}

function sectionOf(change: Change, wording: Wording): Section {
  switch (change.kind) {
    case 'audience':
      return audienceSection(change, wording);
    case 'users':
      return usersSection(change, wording);
    case 'credit':
      return creditSection(change, wording);
    case 'limit':
      return limitSection(change, wording);
    case 'trial':
      return trialSection(change, wording);
    case 'attribute':
      return attributeSection(change, wording);
    case 'stock':
      return stockSection(change, wording);
  }
}
