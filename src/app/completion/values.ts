import { join } from 'node:path';
import { configFolder } from '../../account/folders.ts';
import { readStateFile } from '../../files/regular-file.ts';
import { assetPath } from '../../openapi/assets.ts';
import { basePath, basePathV2, httpMethods } from '../../openapi/model.ts';
import { isObject } from '../../text/json.ts';
import { both, verbatim } from '../../text/translate.ts';
import { type Kind, listKinds } from './kinds.ts';
import type { Candidate, Completion, Line } from './model.ts';

type Source = (line: Line) => Promise<readonly Candidate[]> | readonly Candidate[];

const noText = verbatim('');

/** Paths of the open API that Huawei documents. */
const paths: readonly Candidate[] = [
  { value: `${basePath}/order/query`, text: both('Query an order (GET)') },
  { value: assetPath, text: both('Query a deployed object of an asset (GET)') },
  { value: `${basePath}/isv/usage-data`, text: both('Push usage (POST)') },
  { value: `${basePath}/license/activate`, text: both('Activate a licence code (POST)') },
  { value: `${basePath}/license/heartbeat`, text: both('Query a licence code (POST)') },
  { value: `${basePathV2}/license/activate`, text: both('Activate licence codes (POST)') },
  { value: `${basePathV2}/license/heartbeat`, text: both('Query licence codes (POST)') },
  {
    value: `${basePathV2}/license/software-usage-info`,
    text: both('Report the usage of licence codes (POST)'),
  },
];

/** Sources of the values of each kind, loaded on demand. */
const sources: Readonly<Partial<Record<Kind, Source>>> = {
  asset: async ({ env }) => (await import('./sandbox-values.ts')).assets(env),
  activities: async (line) => (await import('./callback-values.ts')).activities(line),
  activity: async (line) => (await import('./callback-values.ts')).activities(line),
  assignment: async (line) => (await import('./callback-values.ts')).assignments(line),
  buyer: async ({ env }) => (await import('./sandbox-values.ts')).buyers(env),
  attribute: async ({ env }) => (await import('./sandbox-values.ts')).attributes(env),
  checks: async (line) => (await import('./callback-values.ts')).checks(line),
  code: codes,
  event: async ({ env }) => (await import('./sandbox-values.ts')).events(env),
  family: async () => {
    const { codeFamilies } = await import('../../codes/families.ts');
    return codeFamilies.map(({ id, title }) => ({ value: id, text: title }));
  },
  field: async (line) => (await import('./callback-values.ts')).fields(line),
  guide: async () => {
    const { listTopics } = await import('../../guides/topics.ts');
    return (await listTopics()).map(({ topic, title }) => ({ value: topic, text: title }));
  },
  instance: async ({ env }) => (await import('./sandbox-values.ts')).instances(env),
  licence: async ({ env }) => (await import('./sandbox-values.ts')).licences(env),
  method: () => [...httpMethods.map((value) => ({ value, text: noText })), ...paths],
  order: async ({ env }) => (await import('./sandbox-values.ts')).orders(env),
  path: () => paths,
  product: async ({ env }) => (await import('./sandbox-values.ts')).products(env),
  profile: ({ env }) => profiles(env),
  protocols: async () => (await import('./callback-values.ts')).protocolNames(),
  reporter: async () =>
    (await import('../../suite/reporters/flag.ts')).reporterNames.map((value) => ({ value, text: noText })),
  setting: settings,
  'setting-value': settingValues,
  sku: async (line) => (await import('./sandbox-values.ts')).skus(line),
  starter: async () => {
    const { starters } = await import('../../callback/starter/languages.ts');
    const languages = starters.map(({ language, framework }) => ({ value: language, text: framework }));
    return [...languages, { value: 'list', text: noText }];
  },
};

/** Completes the word at the cursor with values of a kind. */
export async function valuesOf(kind: Kind, current: string, line: Line): Promise<Completion> {
  if (kind === 'file') return { candidates: [], filesBehind: '' };
  if (kind === 'at-file') return { candidates: [], ...(current.startsWith('@') && { filesBehind: '@' }) };
  if (kind === 'reporter' && current.includes('='))
    return { candidates: [], filesBehind: current.slice(0, current.indexOf('=') + 1) };
  const all = (await sources[kind]?.(line)) ?? [];
  if (kind === 'assignment') return { candidates: current.includes('=') ? [] : all, open: true };
  return { candidates: listKinds.has(kind) ? continueList(current, all) : all };
}

/** Candidates for the next item of a list, without those already in it. */
function continueList(current: string, all: readonly Candidate[]): readonly Candidate[] {
  const start = current.slice(0, current.lastIndexOf(',') + 1);
  const taken = new Set(start.split(','));
  return all
    .filter(({ value }) => !taken.has(value))
    .map(({ value, text }) => ({ value: start + value, text }));
}

/** All result codes, without duplicates; a code with two meanings has the first. */
async function codes(): Promise<Candidate[]> {
  const { codeNames } = await import('../../codes/families.ts');
  const found = new Map<string, Candidate>();
  for (const { code, meaning } of codeNames()) {
    if (!found.has(code)) found.set(code, { value: code, text: meaning });
  }
  return [...found.values()];
}

/** The profiles of this user, with their site and description. */
function profiles(env: Line['env']): Candidate[] {
  const { profiles: all } = readSettings(env);
  if (!isObject(all)) return [];
  return Object.entries(all).map(([value, profile]) => {
    const { site, description } = isObject(profile) ? profile : {};
    const text = [site, description].filter((part) => typeof part === 'string').join(' · ');
    return { value, text: verbatim(text) };
  });
}

/** The names of settings, including those of profiles. */
async function settings({ env }: Line): Promise<Candidate[]> {
  const { settingDetails } = await import('../../account/cli/setting-details.ts');
  return settingDetails.flatMap(({ name, meaning }) =>
    name.includes('NAME')
      ? profiles(env).map(({ value }) => ({ value: name.replace('NAME', value), text: meaning }))
      : { value: name, text: meaning },
  );
}

/** The allowed values of the setting on the command line. */
async function settingValues({ args }: Line): Promise<Candidate[]> {
  const { settingDetails } = await import('../../account/cli/setting-details.ts');
  const found = settingDetails.find(({ name }) => name === args[0]);
  return (found?.values ?? []).map((value) => ({ value, text: noText }));
}

/** Reads the raw settings; an invalid file has none. */
function readSettings(env: Line['env']): Readonly<Record<string, unknown>> {
  try {
    const path = join(configFolder(env), 'settings.json');
    const content: unknown = JSON.parse(readStateFile(path));
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
