import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { ManifestArg, ManifestFlag } from '../manifest/manifest.ts';
import type { Candidate } from './model.ts';

/** Kinds of values that can be completed. */
export type Kind =
  | 'file'
  /** Text, or `@FILE`. */
  | 'at-file'
  /** `NAME` or `NAME=FILE`. */
  | 'reporter'
  /** `NAME=VALUE` of the activity's fields. */
  | 'assignment'
  | 'field'
  | 'profile'
  | 'protocols'
  | 'activity'
  | 'activities'
  | 'checks'
  | 'code'
  | 'guide'
  | 'order'
  | 'setting'
  | 'setting-value'
  | 'product'
  | 'sku'
  | 'attribute'
  | 'licence'
  | 'event'
  | 'asset'
  | 'instance'
  | 'buyer'
  | 'method'
  | 'family'
  | 'path'
  | 'starter';

/** Kinds whose values can be joined with commas. */
export const listKinds: ReadonlySet<Kind> = new Set(['protocols', 'activities', 'checks']);

/** Kinds by the name of the flag; flags with fixed options need no entry. */
const flagKinds: Readonly<Record<string, Kind>> = {
  activity: 'activity',
  associated: 'product',
  buyer: 'buyer',
  data: 'at-file',
  family: 'family',
  instance: 'instance',
  only: 'checks',
  product: 'product',
  profile: 'profile',
  protocol: 'protocols',
  reporter: 'reporter',
  require: 'activities',
  set: 'assignment',
  skip: 'checks',
  sku: 'sku',
  template: 'starter',
  unset: 'field',
  without: 'activity',
};

/** Kinds by the name of the argument, or by command (`TOPIC:*` for a whole topic) and name. */
const argKinds: Readonly<Record<string, Kind>> = {
  activity: 'activity',
  file: 'file',
  'asset:get asset_id': 'asset',
  'api:* method': 'method',
  'api:* path': 'path',
  'callback:activities name': 'activity',
  'callback:sign input': 'at-file',
  'codes what': 'code',
  'config:get name': 'setting',
  'config:set name': 'setting',
  'config:set value': 'setting-value',
  'config:unset name': 'setting',
  'event:upload event_id': 'event',
  'guide topic': 'guide',
  'license:activate license': 'licence',
  'license:query license': 'licence',
  'license:stats license': 'licence',
  'order:get id': 'order',
  'product:* id': 'product',
  'product:attribute:remove code': 'attribute',
  'product:attribute:update code': 'attribute',
  'profile:remove name': 'profile',
  'profile:rename from': 'profile',
  'profile:show name': 'profile',
  'profile:use name': 'profile',
  'sandbox:* buyer': 'buyer',
  'sandbox:* instance': 'instance',
  'sandbox:* order': 'order',
  'sandbox:* product': 'product',
};

/** The kind of a flag's value. A value shown as FILE is a file. */
export function flagKind({ name, helpValue = '' }: ManifestFlag): Kind | undefined {
  const named = Object.hasOwn(flagKinds, name) ? flagKinds[name] : undefined;
  return named ?? (/@FILE/.test(helpValue) ? 'at-file' : /FILE|PATH/.test(helpValue) ? 'file' : undefined);
}

/** The kind of an argument of a command. */
export function argKind(id: string, { name }: ManifestArg): Kind | undefined {
  const keys = [`${id} ${name}`, `${id.split(':')[0]}:* ${name}`, name];
  const key = keys.find((one) => Object.hasOwn(argKinds, one));
  return key === undefined ? undefined : argKinds[key];
}

/** The names in both tables, for the test that compares them with the commands. */
export const namedKinds = { flags: Object.keys(flagKinds), args: Object.keys(argKinds) };

/** Descriptions of fixed options, by the name of the flag; self-explanatory ones are omitted. */
const meanings: Readonly<Record<string, Readonly<Record<string, Localized>>>> = {
  amount: { payable: both('amount payable'), net: both('actually paid') },
  association: { referral: both('customer by referral'), resell: both('resold customer') },
  'bill-type': {
    consumption: both('consumption'),
    unsubscription: both('unsubscription'),
    'write-off': both('write-off'),
  },
  'charge-mode': {
    yearly: both('yearly/monthly'),
    'on-demand': both('pay-per-use'),
    'savings-plan': both('savings plan'),
  },
  'cost-type': { original: both('counted when paid'), amortized: both('spread over the term') },
  encrypt: { aes256: both('256-bit key, encryptType 1'), aes128: both('128-bit key, encryptType 2') },
  lang: { en: both('English'), zh: both('Chinese') },
  output: {
    table: both('for reading'),
    json: both('one JSON document'),
    ndjson: both('one JSON document per line'),
    yaml: both('YAML'),
    csv: both('comma-separated, with a header'),
    tsv: both('tab-separated, with a header'),
  },
  sale: {
    period: both('yearly/monthly'),
    'on-demand': both('pay-per-use'),
    'one-time': both('one-time purchase'),
  },
  site: {
    cn: both('KooGallery in China'),
    intl: both('KooGallery International'),
    eu: both('KooGallery in Europe'),
    sandbox: both('local sandbox'),
    custom: both('the address given by --endpoint'),
  },
  tamper: {
    signature: both('a wrong signature of the right length'),
    timestamp: both('a timestamp that was not signed'),
    nonce: both('a nonce that was not signed'),
    body: both('a body that was not signed'),
    key: both('signed with another key'),
  },
};

/** Candidates for fixed options. */
export function choices(options: readonly string[], name: string): Candidate[] {
  const known = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  return options.map((value) => ({ value, text: known?.[value] ?? verbatim('') }));
}

/** The names in the table, for the test that compares it with the commands. */
export const describedValues = Object.entries(meanings).map(([name, values]) => ({
  name,
  values: Object.keys(values),
}));
