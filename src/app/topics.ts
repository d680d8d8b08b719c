import type { Localized } from '../text/localized.ts';
import type { Commands } from './manifest.ts';

/** What the commands under a first word (or two) have in common. */
export interface Topic {
  /** `product`, or `product:stock` for a topic in a topic, as in the ids of commands. */
  readonly name: string;
  readonly description: Localized;
}

/** A heading of the root help and the topics and commands under it, in this order. */
export interface TopicGroup {
  readonly title: Localized;
  readonly members: readonly string[];
}

/** Every topic; a command's own texts are with the command. */
export const topics: readonly Topic[] = [
  {
    name: 'callback',
    description: {
      en: "Callbacks: what KooGallery sends to a merchant's server, and whether the server is right.",
      zh: '回调：云商店向商家服务器发送什么，以及商家服务器是否正确。',
    },
  },
  { name: 'order', description: { en: 'Orders: what a customer bought.', zh: '订单：客户购买了什么。' } },
  {
    name: 'usage',
    description: {
      en: 'Metering data: check it, and push it to KooGallery.',
      zh: '话单（使用量）：检查并推送到云商店。',
    },
  },
  {
    name: 'license',
    description: {
      en: 'Licence authorisation codes: activate, query, report their use.',
      zh: '授权码：激活、查询、上报使用情况。',
    },
  },
  {
    name: 'event',
    description: { en: 'Events: deliver a licence for one.', zh: '事件：为事件交付 License。' },
  },
  {
    name: 'users',
    description: {
      en: 'Specified users: who may buy a product, use its credit line, or try it.',
      zh: '指定用户：谁可以购买商品、使用信用额度支付或试用。',
    },
  },
  {
    name: 'product',
    description: {
      en: 'Product configuration: audience, credit, stock, purchase limits, trial, attributes.',
      zh: '商品配置：销售对象、信控设置、库存、限购、试用、属性。',
    },
  },
  {
    name: 'product:stock',
    description: { en: 'Stock of the specifications.', zh: '各规格的库存。' },
  },
  {
    name: 'product:credit',
    description: {
      en: 'Credit settings: cash coupons, and who may use the credit line.',
      zh: '信控设置：现金券，以及谁可以使用信用额度支付。',
    },
  },
  {
    name: 'product:audience',
    description: { en: 'Audience: who may buy the product.', zh: '销售对象：谁可以购买商品。' },
  },
  {
    name: 'product:limit',
    description: { en: 'Purchase limits.', zh: '限购设置。' },
  },
  {
    name: 'product:trial',
    description: { en: 'Trial: how long, and for whom.', zh: '试用：时长和可试用的用户。' },
  },
  {
    name: 'product:attribute',
    description: { en: 'Product attributes of the seller.', zh: '商家的商品属性。' },
  },
  {
    name: 'store',
    description: { en: "A merchant's store page.", zh: '商家的店铺主页。' },
  },
  {
    name: 'profile',
    description: { en: 'Profiles: accounts and the sites they are for.', zh: '配置：账号及其所属站点。' },
  },
  { name: 'config', description: { en: 'Settings of koo.', zh: 'koo 的设置项。' } },
  {
    name: 'sandbox',
    description: {
      en: 'A KooGallery on this machine, to try everything without an account.',
      zh: '本机上的云商店沙箱，无需账号即可试用全部功能。',
    },
  },
];

/** The order of the root help. A topic or command that no group names is shown at its end. */
export const groups: readonly TopicGroup[] = [
  { title: { en: 'Callbacks', zh: '回调' }, members: ['callback'] },
  { title: { en: 'Open API', zh: '开放接口' }, members: ['order', 'usage', 'license', 'event', 'api'] },
  { title: { en: 'Buyers and products', zh: '买家与商品' }, members: ['users', 'product', 'store'] },
  { title: { en: 'Codes and guides', zh: '结果码与指南' }, members: ['codes', 'guide'] },
  {
    title: { en: 'Accounts and settings', zh: '账号与设置' },
    members: ['login', 'logout', 'whoami', 'profile', 'config'],
  },
  { title: { en: 'Sandbox', zh: '沙箱' }, members: ['sandbox'] },
  { title: { en: 'Shell', zh: '命令行环境' }, members: ['init', 'doctor', 'completion', 'commands'] },
];

/** The commands and topics right below a topic (or below koo itself, for an empty name). */
export function childrenOf(name: string, commands: Commands): string[] {
  const prefix = name === '' ? '' : `${name}:`;
  const children = Object.values(commands)
    .filter(({ id, hidden }) => !hidden && id.startsWith(prefix))
    .map(({ id }) => prefix + (id.slice(prefix.length).split(':')[0] ?? ''));
  return [...new Set(children)];
}
