import { oneOf } from '../../cli/flags/value.ts';
import { usageError } from '../../errors/koo-error.ts';
import { allOperations } from '../../openapi/sites.ts';
import { commaList } from '../../text/comma-list.ts';
import { own } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Profile, Settings } from '../settings.ts';
import { type SettingDetail, settingDetails } from './setting-details.ts';
import { requireProfile } from './stores.ts';

/** A setting with its value; `null` if it is not set and has no default. */
export interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly source: 'set' | 'default';
}

/** Settings of all commands. */
const options = settingDetails.filter(({ values }) => values);

/** Settings of one profile, named `profiles.NAME.SETTING`. */
const profileOptions = ['description', 'offers'] as const;
type ProfileOption = (typeof profileOptions)[number];

/** A setting by its name. @throws KooError (usage, `UNKNOWN_SETTING`), (configuration, `UNKNOWN_PROFILE`) */
export function getSetting(settings: Settings, name: string): Setting {
  const location = locateSetting(settings, name);
  if (!('profile' in location)) {
    const value = own(settings.options, name);
    return value === undefined
      ? { name, value: location.defaultValue ?? null, source: 'default' }
      : { name, value, source: 'set' };
  }
  const value = requireProfile(settings, location.profile)[location.option];
  if (value === undefined) return { name, value: null, source: 'default' };
  return { name, value: typeof value === 'object' ? value.join(',') : value, source: 'set' };
}

/** All settings of commands, and the profile settings that are set. */
export function listSettings(settings: Settings): Setting[] {
  const ofProfiles = Object.keys(settings.profiles).flatMap((profile) =>
    profileOptions.map((option) => getSetting(settings, `profiles.${profile}.${option}`)),
  );
  return [
    ...options.map(({ name }) => getSetting(settings, name)),
    ...ofProfiles.filter(({ source }) => source === 'set'),
  ];
}

/**
 * The settings with one changed; `undefined` resets it to its default.
 *
 * @throws KooError (usage) `UNKNOWN_SETTING`, `INVALID_VALUE`; (configuration) `UNKNOWN_PROFILE`
 */
export function withSetting(settings: Settings, name: string, value: string | undefined): Settings {
  const location = locateSetting(settings, name);
  if ('profile' in location) {
    const { [location.option]: _, ...rest } = requireProfile(settings, location.profile);
    const changed = value === undefined ? rest : { ...rest, ...profileValue(location.option, value) };
    return { ...settings, profiles: { ...settings.profiles, [location.profile]: changed as Profile } };
  }
  const { [name]: _, ...rest } = settings.options;
  if (value === undefined) return { ...settings, options: rest };
  const invalidValue = (word: string) => both('Invalid value for {name}: "{word}"', { name, word });
  const allowed = oneOf(value, location.values ?? [], invalidValue, 'INVALID_VALUE');
  return { ...settings, options: { ...rest, ...(allowed !== undefined && { [name]: allowed }) } };
}

function locateSetting(
  settings: Settings,
  name: string,
): SettingDetail | { profile: string; option: ProfileOption } {
  const option = options.find((one) => one.name === name);
  if (option) return option;
  // The name of a profile may contain dots.
  const [, profile, word] = /^profiles\.(.+)\.([^.]+)$/.exec(name) ?? [];
  const profileOption = profileOptions.find((one) => one === word);
  if (profile !== undefined && profileOption) {
    requireProfile(settings, profile);
    return { profile, option: profileOption };
  }
  const names = settingDetails.map((one) => one.name);
  oneOf(name, names, both('setting'), 'UNKNOWN_SETTING');
  throw usageError(
    'UNKNOWN_SETTING',
    both('Replace NAME with the name of a profile'),
    both('List the profiles with `koo profile list`.'),
  );
}

function profileValue(option: ProfileOption, value: string): Partial<Profile> {
  if (option === 'description') return { description: value };
  const words = commaList(value);
  for (const word of words) oneOf(word, allOperations, both('operation'), 'INVALID_VALUE');
  return { offers: [...words] };
}

export function describeSetting(name: string): Localized | undefined {
  const general = name.replace(/^profiles\..+\./, 'profiles.NAME.');
  return settingDetails.find((detail) => detail.name === general)?.meaning;
}
