import { readData } from '../text/data.ts';
import type { Localized } from '../text/localized.ts';
import type { CodeEntry, CodeFamilyId, Place } from './entry.ts';

/** A family of codes. */
export interface CodeFamily {
  readonly id: CodeFamilyId;
  readonly title: Localized;
  /** How its codes look, as a whole word in upper case. */
  readonly shape: RegExp;
}

/** Every family, in the order of the lists. */
export const codeFamilies: readonly CodeFamily[] = [
  {
    id: 'callback',
    title: { en: 'result codes of callbacks', zh: '回调结果码' },
    shape: /^\d{6}$/,
  },
  {
    id: 'debugger',
    title: { en: "messages of the console's interface debugging", zh: '控制台接口调测消息' },
    shape: /^DEBUG-[A-Z-]+$/,
  },
  {
    id: 'order-usage',
    title: { en: 'order query and usage push', zh: '订单查询与话单推送' },
    shape: /^(MKT\.)?\d{4}$/,
  },
  {
    id: 'usage-push',
    title: { en: 'usage push, new interface', zh: '按需使用量推送（新）' },
    shape: /^9406\d{4}$/,
  },
  {
    id: 'usage-record',
    title: { en: 'single usage records', zh: '单条话单' },
    shape: /^\d{3}$/,
  },
  {
    id: 'upload',
    title: { en: 'upload of a text or file for an event', zh: '字符串/文件流上传' },
    shape: /^((CBC\.)?\d{4}|9138\d{4})$/,
  },
  {
    id: 'license',
    title: { en: 'licence codes: activate, query, statistics', zh: '授权码激活、查询、统计' },
    shape: /^(9202|9500)\d{4}$/,
  },
  {
    id: 'gateway',
    title: { en: 'API gateway', zh: 'API 网关' },
    shape: /^(APIGW?\.)?\d{4}$/,
  },
  {
    id: 'seller-config',
    title: {
      en: "seller configuration (koo's own contract, not Huawei's)",
      zh: '商品配置（koo 自有的契约，非华为云）',
    },
    shape: /^(MKT\.)?\d{4}$/,
  },
];

/** What people call the places in which codes occur. */
export const placeNames: Readonly<Record<Place, Localized>> = {
  v1: { en: 'V1', zh: 'V1' },
  'v1-kit': { en: 'V1 kit', zh: 'V1 联营 Kit' },
  v2: { en: 'V2', zh: 'V2' },
  'v2-kit': { en: 'V2 kit', zh: 'V2 联营 Kit' },
  'online-license': { en: 'online licence', zh: '在线开通 License' },
  'license-code': { en: 'licence code', zh: '授权码' },
  'order-notify': { en: 'order notification', zh: '订单通知' },
  console: { en: 'seller console', zh: '卖家中心' },
  'open-api': { en: 'open API', zh: '开放接口' },
  'seller-config': { en: "koo's seller configuration", zh: 'koo 商品配置契约' },
};

/** The family of an id. */
export function familyOf(id: CodeFamilyId): CodeFamily {
  const found = codeFamilies.find((family) => family.id === id);
  if (!found) throw new Error(`no family ${id}`);
  return found;
}

const loaded = new Map<CodeFamilyId, readonly CodeEntry[]>();

/** The entries of a family, from `data/codes/`. Its file is read when they are first asked for. */
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

/** Every code with its meaning, for completion; the debugger's messages, which have none, are left out. */
export function codeNames(): readonly Pick<CodeEntry, 'code' | 'meaning'>[] {
  const entries = allEntries(codeFamilies.filter(({ id }) => id !== 'debugger'));
  return entries.map(({ code, meaning }) => ({ code, meaning }));
}
