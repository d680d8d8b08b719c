import type { Change } from '../seller-config/change.ts';
import type { Section, Wording } from './worksheet-section.ts';
import {
  attributeSection,
  audienceSection,
  creditSection,
  limitSection,
  stockSection,
  trialSection,
} from './worksheet-settings.ts';
import { partsOf, usersSection } from './worksheet-users.ts';

/**
 * Splits changes into sections, in an order in which nobody is shut out for a moment who is to have access in the end:
 * what others build on first, users before the list is in force, what takes away last.
 */
export function sectionsOf(changes: readonly Change[], wording: Wording): readonly Section[] {
  const parts = changes.flatMap((change): Change[] => (change.kind === 'users' ? partsOf(change) : [change]));
  return parts
    .map((change) => ({ change, rank: rankOf(change) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ change }) => sectionOf(change, wording));
}

function rankOf(change: Change): number {
  switch (change.kind) {
    case 'attribute':
      return change.after ? 0 : 9;
    case 'users':
      return change.remove.length > 0 ? 8 : 1;
    case 'stock':
      return change.delta > 0 ? 2 : 7;
    case 'audience':
      return change.sku === undefined ? 3 : 4;
    case 'credit':
      return change.after === 'off' ? 6 : 5;
    case 'limit':
    case 'trial':
      return 5;
  }
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
