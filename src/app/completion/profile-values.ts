import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { settingDetails } from '../../account/cli/setting-details.ts';
import { configFolder } from '../../account/folders.ts';
import { isObject } from '../../text/json.ts';
import type { Candidate, Line } from './model.ts';

/** The profiles of this user, with their sites. */
export function profiles(env: Line['env']): Candidate[] {
  const { profiles: all } = readSettings(env);
  if (!isObject(all)) return [];
  return Object.entries(all).map(([value, profile]) => {
    const { site, description } = isObject(profile) ? profile : {};
    const text = [site, description].filter((part) => typeof part === 'string').join(' · ');
    return { value, text: { en: text, zh: text } };
  });
}

/** The names of settings, those of profiles included. */
export function settings(env: Line['env']): Candidate[] {
  return settingDetails.flatMap(({ name, meaning }) =>
    name.includes('NAME')
      ? profiles(env).map(({ value }) => ({ value: name.replace('NAME', value), text: meaning }))
      : { value: name, text: meaning },
  );
}

/** The values that the named setting can have. */
export function settingValues({ args }: Line): Candidate[] {
  const found = settingDetails.find(({ name }) => name === args[0]);
  return (found?.values ?? []).map((value) => ({ value, text: { en: '', zh: '' } }));
}

/** As they are: what is no settings file has none. */
function readSettings(env: Line['env']): Readonly<Record<string, unknown>> {
  try {
    const path = join(configFolder(env), 'settings.json');
    const content: unknown = statSync(path).isFile() ? JSON.parse(readFileSync(path, 'utf8')) : {};
    return isObject(content) ? content : {};
  } catch {
    return {};
  }
}
