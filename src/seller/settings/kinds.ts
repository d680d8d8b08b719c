import { joined } from '../../text/localized.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ConfigurationPatch, Product } from '../contract.ts';
import type { Change, Desired, Plan, ProductState } from '../plan.ts';
import { skuLabel } from '../words.ts';
import type { Wording } from '../worksheet/wording.ts';
import { attribute } from './attribute.ts';
import { audience } from './audience.ts';
import { credit } from './credit.ts';
import { limit } from './limit.ts';
import type { ChangeKind, ChangeOf, DiffLine, Section } from './setting.ts';
import { stock } from './stock.ts';
import { trial } from './trial.ts';
import { nameNotes, users } from './users.ts';

/** Every kind of change: its diff, its wire form, its impact, its steps in the console. */
const kinds: { readonly [Kind in Change['kind']]: ChangeKind<ChangeOf<Kind>> } = {
  audience,
  users,
  credit,
  limit,
  trial,
  attribute,
  stock,
};

/** Returns the kind of a change; TypeScript cannot see that the types correspond. */
function kindOf<C extends Change>(change: C): ChangeKind<C> {
  return kinds[change.kind] as unknown as ChangeKind<C>;
}

/** Compares the wanted with the present state; pure. */
export function plan(desired: Desired, state: ProductState): Plan {
  const changes = Object.values(kinds).flatMap((kind): Change[] => kind.changes?.(desired, state) ?? []);
  const { product_id, configuration } = state;
  return {
    product_id,
    ...(configuration?.version !== undefined && { version: configuration.version }),
    changes,
    patch: toPatch(changes),
    impact: describeImpact(changes, state),
    notes: (desired.lists ?? []).flatMap((list) => nameNotes(list, state)),
  };
}

/** Users that changes add and remove, in all. */
export function countUserChanges(changes: readonly Change[]): number {
  return changes.reduce(
    (rows, change) => rows + (change.kind === 'users' ? change.add.length + change.remove.length : 0),
    0,
  );
}

/**
 * Says what buyers lose by some changes, a sentence for each. An unknown state counts as the widest: one question too
 * many is better than one too few.
 */
export function describeImpact(changes: readonly Change[], state: ProductState): Localized[] {
  return changes.flatMap((change) => kindOf(change).impact?.(change, changes, state) ?? []);
}

/** The patch that carries changes out in one call. Stock and the removal of an attribute are calls of their own. */
export function toPatch(changes: readonly Change[]): ConfigurationPatch {
  return changes.map((change) => kindOf(change).patch?.(change) ?? {}).reduce(merged, {});
}

/** Merges two patches: settings side by side, lists one after the other. */
function merged<Part extends object>(a: Part, b: Part): Part {
  const entries = Object.entries(b).map(([key, value]) => {
    const before = Object.hasOwn(a, key) ? a[key as keyof Part] : undefined;
    if (Array.isArray(before)) return [key, [...before, ...value]];
    return [key, typeof before === 'object' && before !== null ? merged(before, value) : value];
  });
  return { ...a, ...Object.fromEntries(entries) };
}

/** The lines of a diff, by part of the configuration. The caller makes them safe for a terminal. */
export function diffLines(changes: readonly Change[], product: Product | undefined): DiffLine[] {
  const lines: DiffLine[] = [];
  let last = '';
  for (const change of changes) {
    const kind = kindOf(change);
    const { section, counts } = kind.heading(change);
    const sku = 'sku' in change && change.sku !== undefined ? skuLabel(change.sku, product) : undefined;
    const heading = [section, sku, counts].filter((part) => part !== undefined).join(' ');
    if (heading !== last) lines.push({ kind: 'heading', text: `@@ ${heading} @@` });
    last = heading;
    lines.push(...kind.diff(change));
  }
  return lines;
}

/** Returns the two lines above a diff, as in `diff -u`. */
export function diffHeader(from: string, to: string): DiffLine[] {
  return [
    { kind: 'from', text: `--- ${from}` },
    { kind: 'to', text: `+++ ${to}` },
  ];
}

/** Counts the changes, in one line. */
export function diffSummary(changes: readonly Change[]): Localized {
  const settings = changes.filter(({ kind }) => kind !== 'users').length;
  const lists = changes.filter((change) => change.kind === 'users');
  const added = lists.reduce((sum, { add }) => sum + add.length, 0);
  const removed = lists.reduce((sum, { remove }) => sum + remove.length, 0);
  const parts = [
    ...(settings > 0
      ? [both('{count, plural, one {# setting differs} other {# settings differ}}', { count: settings })]
      : []),
    ...(added > 0 ? [both('{count, plural, one {# user} other {# users}} added', { count: added })] : []),
    ...(removed > 0
      ? [both('{count, plural, one {# user} other {# users}} removed', { count: removed })]
      : []),
  ];
  return joined(parts, both(', '));
}

/** Orders changes as the steps of a worksheet, so that each is safe. */
export function orderSteps(changes: readonly Change[]): readonly Change[] {
  return changes
    .flatMap((change): Change[] => kindOf(change).parts?.(change) ?? [change])
    .map((change) => ({ change, rank: kindOf(change).rank(change, changes) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ change }) => change);
}

export function renderSection(change: Change, wording: Wording): Section {
  return kindOf(change).section(change, wording);
}
