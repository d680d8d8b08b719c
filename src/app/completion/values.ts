import type { Localized } from '../../text/localized.ts';
import { type Kind, listKinds } from './kinds.ts';
import type { Candidate, Completion, Line } from './model.ts';

type Source = (line: Line) => Promise<readonly Candidate[]> | readonly Candidate[];

const silent: Localized = { en: '', zh: '' };

/** Where the values of a kind come from; each is loaded when it is asked for. */
const sources: Readonly<Partial<Record<Kind, Source>>> = {
  activities: async (line) => (await import('./callback-values.ts')).activities(line),
  activity: async (line) => (await import('./callback-values.ts')).activities(line),
  assignment: async (line) => (await import('./callback-values.ts')).assignments(line),
  attribute: async ({ env }) => (await import('./sandbox-values.ts')).attributes(env),
  checks: async (line) => (await import('./check-values.ts')).checks(line),
  code: async () => (await import('./code-values.ts')).codes(),
  event: async ({ env }) => (await import('./sandbox-values.ts')).events(env),
  family: async () => (await import('./code-values.ts')).families(),
  field: async (line) => (await import('./callback-values.ts')).fields(line),
  guide: async () => (await import('./guide-values.ts')).guideTopics(),
  licence: async ({ env }) => (await import('./sandbox-values.ts')).licences(env),
  order: async ({ env }) => (await import('./sandbox-values.ts')).orders(env),
  path: async () => (await import('./path-values.ts')).paths,
  product: async ({ env }) => (await import('./sandbox-values.ts')).products(env),
  profile: async ({ env }) => (await import('./profile-values.ts')).profiles(env),
  protocols: async () => (await import('./callback-values.ts')).protocolNames(),
  reporter: async () =>
    (await import('../../callback/reporters/flag.ts')).reporterNames.map((value) => ({
      value,
      text: silent,
    })),
  setting: async ({ env }) => (await import('./profile-values.ts')).settings(env),
  'setting-value': async (line) => (await import('./profile-values.ts')).settingValues(line),
  sku: async (line) => (await import('./sandbox-values.ts')).skus(line),
};

/** The values of a kind, for the word at the cursor. */
export async function valuesOf(kind: Kind, current: string, line: Line): Promise<Completion> {
  if (kind === 'file') return { candidates: [], filesBehind: '' };
  if (kind === 'at-file') return { candidates: [], ...(current.startsWith('@') && { filesBehind: '@' }) };
  if (kind === 'reporter' && current.includes('=')) {
    return { candidates: [], filesBehind: current.slice(0, current.indexOf('=') + 1) };
  }
  const all = (await sources[kind]?.(line)) ?? [];
  if (kind === 'assignment') return { candidates: current.includes('=') ? [] : all, open: true };
  return { candidates: listKinds.has(kind) ? behindComma(current, all) : all };
}

/** What can be the next of a list: nothing that is in it. */
function behindComma(current: string, all: readonly Candidate[]): readonly Candidate[] {
  const start = current.slice(0, current.lastIndexOf(',') + 1);
  const taken = new Set(start.split(','));
  return all
    .filter(({ value }) => !taken.has(value))
    .map(({ value, text }) => ({ value: start + value, text }));
}
