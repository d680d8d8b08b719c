import { both, type Localized } from '../../text/translate.ts';
import type { Commands } from './manifest.ts';

/** The summary, group and order of the commands under a topic (a first word, or two). */
export interface Topic {
  /** `product`, or `product:stock` for a topic in a topic, as in the ids of commands. */
  readonly name: string;
  readonly description: Localized;
}

/** A heading of a help and the topics and commands under it, in this order. */
export interface TopicGroup {
  readonly title: Localized;
  readonly members: readonly string[];
}

/** Every topic; a command's own texts are with the command. */
export const topics: readonly Topic[] = [
  {
    name: 'callback',
    description: both('Callbacks: test a callback server, send callbacks to it, sign and verify them.'),
  },
  {
    name: 'sso',
    description: both('Login of buyers: test the login of a server, and take its steps one at a time.'),
  },
  { name: 'sso:cas', description: both('Login of buyers by CAS.') },
  { name: 'order', description: both('Orders: query what customers bought.') },
  { name: 'usage', description: both('Usage: check usage records and push them to KooGallery.') },
  { name: 'license', description: both('Licence codes: activate them, query them, and report their usage.') },
  { name: 'event', description: both('Events: deliver the licence that an event asks for.') },
  { name: 'asset', description: both('Assets: find packages and images of automatic deployment.') },
  { name: 'partner', description: both('Partner: what resold customers consumed of Huawei Cloud.') },
  {
    name: 'users',
    description: both('Specified users: manage who may buy a product, pay for it with credit, or try it.'),
  },
  {
    name: 'product',
    description: both('Products: audience, credit settings, stock, purchase limits, trial and attributes.'),
  },
  { name: 'product:stock', description: both('Stock of the specifications.') },
  {
    name: 'product:credit',
    description: both('Credit settings: cash coupons, and who may use the credit line.'),
  },
  { name: 'product:audience', description: both('Audience: who may buy the product.') },
  { name: 'product:limit', description: both('Purchase limits.') },
  { name: 'product:trial', description: both('Trial: how long, and for whom.') },
  { name: 'product:attribute', description: both('Product attributes of the merchant.') },
  { name: 'store', description: both('Store page: check pictures and videos for it.') },
  { name: 'profile', description: both('Profiles: manage the accounts and sites that koo uses.') },
  { name: 'config', description: both('Settings: get and set the settings of koo.') },
  {
    name: 'sandbox',
    description: both('Sandbox: run a local KooGallery to try everything without an account.'),
  },
];

/** The order of the root help. A topic or command that no group names is shown at its end. */
const groups: readonly TopicGroup[] = [
  { title: both('Callbacks'), members: ['callback'] },
  { title: both('Login of buyers'), members: ['sso'] },
  {
    title: both('Open API'),
    members: ['order', 'usage', 'license', 'event', 'asset', 'cost', 'partner', 'api'],
  },
  { title: both('Buyers and products'), members: ['users', 'product', 'store'] },
  { title: both('Codes and guides'), members: ['codes', 'guide'] },
  {
    title: both('Accounts and settings'),
    members: ['login', 'logout', 'whoami', 'profile', 'config', 'open'],
  },
  { title: both('Sandbox'), members: ['sandbox'] },
  { title: both('Shell'), members: ['init', 'doctor', 'completion', 'commands', 'version'] },
];

const sandboxGroups: readonly TopicGroup[] = [
  {
    title: both('The sandbox'),
    members: idsOf('demo', 'scenario', 'start', 'open', 'stop', 'status', 'log', 'seed', 'reset'),
  },
  {
    title: both('Connecting and setting the scene'),
    members: idsOf('connect', 'disconnect', 'clock', 'buyer'),
  },
  {
    title: both('Acts of buyers'),
    members: idsOf('buy', 'accept', 'renew', 'change', 'upgrade', 'unsubscribe', 'close', 'view', 'license'),
  },
  { title: both('Joint operation'), members: idsOf('bind', 'unbind', 'authorize', 'organization') },
  { title: both('Acts of the operator'), members: idsOf('freeze', 'unfreeze', 'expire', 'probe') },
  {
    title: both('What came of it'),
    members: idsOf('instances', 'orders', 'bills', 'buyers', 'deliveries', 'resend'),
  },
];

function idsOf(...names: readonly string[]): string[] {
  return names.map((name) => `sandbox:${name}`);
}

/** The groups of the help of a topic, or of koo itself for an empty name; none for a short list. */
export function groupsOf(name: string): readonly TopicGroup[] {
  return name === '' ? groups : name === 'sandbox' ? sandboxGroups : [];
}

/** The commands and topics right below a topic (or below koo itself, for an empty name). */
export function childrenOf(name: string, commands: Commands): string[] {
  const prefix = name === '' ? '' : `${name}:`;
  const children = Object.values(commands)
    .filter(({ id, hidden }) => !hidden && id.startsWith(prefix))
    .map(({ id }) => prefix + (id.slice(prefix.length).split(':')[0] ?? ''));
  return [...new Set(children)];
}
