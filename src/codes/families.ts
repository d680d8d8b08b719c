import { readData } from '../text/data.ts';
import { both, type Localized, verbatim } from '../text/translate.ts';
import type { CodeEntry, CodeFamilyId, Place } from './entry.ts';

export interface CodeFamily {
  readonly id: CodeFamilyId;
  readonly title: Localized;
  /** The shape of its codes, in upper case. */
  readonly shape: RegExp;
}

/** Every family, in the order of all lists. */
export const codeFamilies: readonly CodeFamily[] = [
  { id: 'callback', title: both('result codes of callbacks'), shape: /^\d{6}$/ },
  { id: 'debugger', title: both("messages of the console's interface debugging"), shape: /^DEBUG-[A-Z-]+$/ },
  { id: 'order-usage', title: both('order query and usage push'), shape: /^(MKT\.)?\d{4}$/ },
  { id: 'usage-push', title: both('usage push, new interface'), shape: /^9406\d{4}$/ },
  { id: 'usage-record', title: both('single usage records'), shape: /^\d{3}$/ },
  {
    id: 'upload',
    title: both('upload of a text or file for an event'),
    shape: /^((CBC\.)?\d{4}|9138\d{4})$/,
  },
  { id: 'license', title: both('licence codes: activation, query, statistics'), shape: /^(9202|9500)\d{4}$/ },
  { id: 'gateway', title: both('API gateway'), shape: /^(APIGW?\.)?\d{4}$/ },
  {
    id: 'billing',
    title: both("billing service: costs, and consumption of a partner's customers"),
    shape: /^((CBC\.)?\d{4}|(CBC\.)?(18|99)\d{6})$/,
  },
  {
    id: 'seller-config',
    title: both("seller configuration (koo's own contract, not Huawei's)"),
    shape: /^(MKT\.)?\d{4}$/,
  },
];

export const placeNames: Readonly<Record<Place, Localized>> = {
  v1: verbatim('V1'),
  'v1-kit': both('V1 kit'),
  v2: verbatim('V2'),
  'v2-kit': both('V2 kit'),
  'online-license': both('online licence'),
  'license-code': both('licence code'),
  'order-notify': both('order notification'),
  console: both('seller console'),
  'open-api': both('open API'),
  'seller-config': both("koo's seller configuration"),
};

/** The family with an ID. */
export function familyOf(id: CodeFamilyId): CodeFamily {
  const found = codeFamilies.find((family) => family.id === id);
  if (!found) throw new Error(`no family ${id}`);
  return found;
}

const loaded = new Map<CodeFamilyId, readonly CodeEntry[]>();

/** The entries of a family, compiled from `data/codes/`. Its file is read at the first call. */
export function entriesOf(family: CodeFamilyId): readonly CodeEntry[] {
  const known = loaded.get(family);
  if (known) return known;
  const entries = readData(`codes/${family}`) as readonly CodeEntry[];
  loaded.set(family, entries);
  return entries;
}

/** All entries, or those of some families. */
export function allEntries(families: readonly CodeFamily[] = codeFamilies): readonly CodeEntry[] {
  return families.flatMap(({ id }) => entriesOf(id));
}

/** Every code with its meaning, for completion; without messages that have no code. */
export function codeNames(): readonly Pick<CodeEntry, 'code' | 'meaning'>[] {
  const entries = allEntries(codeFamilies.filter(({ id }) => id !== 'debugger'));
  return entries.map(({ code, meaning }) => ({ code, meaning }));
}
