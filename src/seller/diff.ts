import type { Language, Localized } from '../text/localized.ts';
import type { Change } from './change.ts';
import type { Attribute, AudienceSetting, ListName, Product, PurchaseLimit } from './model.ts';
import { skuLabel } from './sku-label.ts';

/** A line of a diff and what it tells: a header, a heading, something new, gone, changed, or a remark. */
export interface DiffLine {
  readonly kind: 'from' | 'to' | 'heading' | 'add' | 'remove' | 'change' | 'note';
  readonly text: string;
}

export interface DiffOptions {
  readonly language: Language;
  readonly product?: Product | undefined;
}

/** Rows of users of each list that a diff for people shows. */
const shownRows = 10;

/**
 * Changes as the lines of a diff, by part of the configuration. Texts from files and servers are in it as they are:
 * whoever prints a line makes it safe for a terminal.
 */
export function diffLines(changes: readonly Change[], options: DiffOptions): DiffLine[] {
  const lines: DiffLine[] = [];
  let last = '';
  for (const change of changes) {
    const heading = headingOf(change, options);
    if (heading !== last) lines.push({ kind: 'heading', text: `@@ ${heading} @@` });
    last = heading;
    lines.push(...linesOf(change, options));
  }
  return lines;
}

/** The two lines above a diff, as in `diff -u`. */
export function diffHeader(from: string, to: string): DiffLine[] {
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

const listWords: Readonly<Record<ListName, string>> = {
  audience: 'audience.users',
  credit_line: 'credit.credit_line.users',
  trial: 'trial.open_to.users',
};

function headingOf(change: Change, { product }: DiffOptions): string {
  const where = (name: string, sku: string | undefined) =>
    sku === undefined ? name : `${name} ${skuLabel(sku, product)}`;
  switch (change.kind) {
    case 'users':
      return `${where(listWords[change.list], change.sku)} (${counts(change)})`;
    case 'limit':
      return where('purchase_limits', change.sku);
    case 'attribute':
      return 'attributes';
    case 'credit':
      return 'credit';
    case 'audience':
    case 'trial':
    case 'stock':
      return where(change.kind, change.sku);
  }
}

function counts({ add, remove }: Extract<Change, { kind: 'users' }>): string {
  return [add.length > 0 ? `+${add.length}` : '', remove.length > 0 ? `-${remove.length}` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function linesOf(change: Change, options: DiffOptions): DiffLine[] {
  switch (change.kind) {
    case 'users':
      return userLines(change, options);
    case 'audience':
      return settingLines(
        'type',
        audienceText(change.before),
        audienceText(change.after),
        inherited(change, options),
      );
    case 'credit':
      return settingLines(change.setting, change.before, change.after);
    case 'limit':
      return settingLines('limit', limitText(change.before), limitText(change.after));
    case 'trial':
      return [
        ...settingLines('days', change.before?.days.toString(), change.after.days.toString()),
        ...settingLines('open_to', change.before?.open_to, change.after.open_to),
      ];
    case 'attribute':
      return settingLines(change.code, attributeText(change.before), attributeText(change.after));
    case 'stock':
      return [
        {
          kind: change.delta < 0 ? 'remove' : 'add',
          text: `${change.delta < 0 ? '-' : '+'} ${Math.abs(change.delta)} (${change.note})`,
        },
      ];
  }
}

/** A setting of a specification that is not there means the product's own. */
function inherited({ sku }: { readonly sku?: string }, { language }: DiffOptions): string | undefined {
  if (sku === undefined) return undefined;
  return language === 'zh' ? '（随商品）' : '(as the product)';
}

function settingLines(
  name: string,
  before: string | undefined,
  after: string | undefined,
  absent?: string | undefined,
): DiffLine[] {
  const [from, to] = [before ?? absent, after ?? absent];
  if (from === to) return [];
  if (from === undefined) return [{ kind: 'add', text: `+ ${name}: ${to}` }];
  if (to === undefined) return [{ kind: 'remove', text: `- ${name}: ${from}` }];
  return [{ kind: 'change', text: `~ ${name}: ${from} → ${to}` }];
}

function userLines(change: Extract<Change, { kind: 'users' }>, { language }: DiffOptions): DiffLine[] {
  const part = (kind: 'add' | 'remove', sign: string): DiffLine[] =>
    change[kind]
      .slice(0, shownRows)
      .map(({ account_name, account_id }) => ({ kind, text: `${sign} ${account_name}:${account_id}` }));
  const left = (kind: 'add' | 'remove') => Math.max(0, change[kind].length - shownRows);
  const [moreAdded, moreRemoved] = [left('add'), left('remove')];
  const more = [
    ...(moreAdded > 0 ? [{ en: `${moreAdded} more to add`, zh: `还有 ${moreAdded} 个待添加` }] : []),
    ...(moreRemoved > 0 ? [{ en: `${moreRemoved} more to remove`, zh: `还有 ${moreRemoved} 个待移除` }] : []),
  ];
  const note: DiffLine[] =
    more.length === 0
      ? []
      : [
          {
            kind: 'note',
            text:
              language === 'zh'
                ? `  … ${more.map(({ zh }) => zh).join('，')}（--json 输出全部）`
                : `  … ${more.map(({ en }) => en).join(', ')} (--json has all of them)`,
          },
        ];
  return [...part('remove', '-'), ...part('add', '+'), ...note];
}

function audienceText(setting: AudienceSetting | undefined): string | undefined {
  if (!setting) return undefined;
  const { type, associated } = setting;
  return associated && associated.length > 0 ? `${type} [${associated.join(', ')}]` : type;
}

/** A limit in the words of the document, as all of a diff is. */
function limitText(limit: PurchaseLimit | undefined): string | undefined {
  if (!limit) return undefined;
  if (limit.max_quantity !== undefined) return `max_quantity ${limit.max_quantity}`;
  return limit.again_after_expiry ? 'once_per_customer, again_after_expiry' : 'once_per_customer';
}

/** An attribute in one line. */
function attributeText(attribute: Attribute | undefined): string | undefined {
  if (!attribute) return undefined;
  const { type, name, description } = attribute;
  const range =
    attribute.type === 'quantity'
      ? `${attribute.min}..${attribute.max} step ${attribute.step}`
      : attribute.values.length > 0
        ? `[${attribute.values.join(', ')}]`
        : '';
  return `${type}${range && ` ${range}`} "${name.en}" "${name.zh}"${description ? ` (${description})` : ''}`;
}
