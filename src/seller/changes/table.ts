import type { Localized } from '../../text/localized.ts';
import { localize } from '../../text/translate.ts';
import type { ConfigurationPatch, Product } from '../contract.ts';
import type { Change, ProductState } from '../plan.ts';
import { skuLabel } from '../words.ts';
import type { Wording } from '../worksheet/wording.ts';
import { attribute } from './attribute.ts';
import { audience } from './audience.ts';
import type { ChangeKind, DiffLine, Of, Section } from './kind.ts';
import { credit, limit, stock, trial } from './purchase.ts';
import { users } from './users.ts';

/** Every kind of change, and all that it means: its words, its wire form, its impact, its steps in the console. */
const kinds: { readonly [Kind in Change['kind']]: ChangeKind<Of<Kind>> } = {
  audience,
  users,
  credit,
  limit,
  trial,
  attribute,
  stock,
};

/** The row of a change; that it is of this very kind TypeScript cannot see. */
function kindOf<C extends Change>(change: C): ChangeKind<C> {
  return kinds[change.kind] as unknown as ChangeKind<C>;
}

/**
 * What of some changes takes something away that buyers have, in words. What is not known counts as the widest: rather
 * one question too many.
 */
export function impactOf(changes: readonly Change[], state: ProductState): Localized[] {
  return changes.flatMap((change) => kindOf(change).impact?.(change, changes, state) ?? []);
}

/** What carries changes out in one call. Stock and the removal of an attribute are calls of their own, and not in it. */
export function patchOf(changes: readonly Change[]): ConfigurationPatch {
  return changes.map((change) => kindOf(change).patch?.(change) ?? {}).reduce(merged, {});
}

/** Two patches as one: settings beside each other, lists behind each other. */
function merged<Part extends object>(a: Part, b: Part): Part {
  const entries = Object.entries(b).map(([key, value]) => {
    const before = Object.hasOwn(a, key) ? a[key as keyof Part] : undefined;
    if (Array.isArray(before)) return [key, [...before, ...value]];
    return [key, typeof before === 'object' && before !== null ? merged(before, value) : value];
  });
  return { ...a, ...Object.fromEntries(entries) };
}

/** A line of a diff in one language. */
export interface ShownLine extends DiffLine {
  readonly text: string;
}

/**
 * Changes as the lines of a diff, by part of the configuration. Texts from files and servers are in it as they are:
 * whoever prints a line makes it safe for a terminal.
 */
export function diffLines(changes: readonly Change[], product: Product | undefined): ShownLine[] {
  const lines: ShownLine[] = [];
  let last = '';
  for (const change of changes) {
    const kind = kindOf(change);
    const { section, more } = kind.heading(change);
    const sku = 'sku' in change && change.sku !== undefined ? skuLabel(change.sku, product) : undefined;
    const heading = [section, sku, more].filter((part) => part !== undefined).join(' ');
    if (heading !== last) lines.push({ kind: 'heading', text: `@@ ${heading} @@` });
    last = heading;
    for (const { kind: sign, text } of kind.diff(change)) {
      lines.push({ kind: sign, text: typeof text === 'string' ? text : localize(text) });
    }
  }
  return lines;
}

/** The two lines above a diff, as in `diff -u`. */
export function diffHeader(from: string, to: string): ShownLine[] {
  return [
    { kind: 'from', text: `--- ${from}` },
    { kind: 'to', text: `+++ ${to}` },
  ];
}

/** How much changes, in one line. */
export function diffSummary(changes: readonly Change[]): Localized {
  const settings = changes.filter(({ kind }) => kind !== 'users').length;
  const lists = changes.filter((change) => change.kind === 'users');
  const added = lists.reduce((sum, { add }) => sum + add.length, 0);
  const removed = lists.reduce((sum, { remove }) => sum + remove.length, 0);
  const parts = [
    {
      count: settings,
      en: `${settings} ${settings === 1 ? 'setting' : 'settings'} changed`,
      zh: `更改 ${settings} 项设置`,
    },
    { count: added, en: `${added} ${added === 1 ? 'user' : 'users'} added`, zh: `添加 ${added} 个用户` },
    {
      count: removed,
      en: `${removed} ${removed === 1 ? 'user' : 'users'} removed`,
      zh: `移除 ${removed} 个用户`,
    },
  ].filter(({ count }) => count > 0);
  return { en: parts.map(({ en }) => en).join(', '), zh: parts.map(({ zh }) => zh).join('，') };
}

/** Changes as the single steps of a worksheet, in the order that is safe. */
export function stepsOf(changes: readonly Change[]): readonly Change[] {
  return changes
    .flatMap((change): Change[] => kindOf(change).parts?.(change) ?? [change])
    .map((change) => ({ change, rank: kindOf(change).rank(change, changes) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ change }) => change);
}

/** The part of a worksheet for one of {@link stepsOf}. */
export function sectionOf(change: Change, wording: Wording): Section {
  return kindOf(change).section(change, wording);
}
