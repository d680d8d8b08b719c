import type { Profile, Settings } from '../profiles/settings.ts';
import type { Localized } from '../text/localized.ts';
import { oneOf } from './choice.ts';
import { Failure } from './failure.ts';
import { requireProfile } from './stores.ts';

/** A setting with a value; `null` is not set and without a default. */
export interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly source: 'set' | 'default';
}

interface Option {
  readonly values: readonly string[];
  readonly fallback?: string;
}

/** Settings of all commands. */
const options: Readonly<Record<string, Option>> = {
  lang: { values: ['en', 'zh'] },
  'no-input': { values: ['true', 'false'], fallback: 'false' },
  'secret-store': { values: ['auto', 'keyring', 'file'], fallback: 'auto' },
};

const operations = ['order', 'usage', 'license', 'event', 'seller-config'];

/** Settings of one profile, named `profiles.NAME.SETTING`. */
const profileOptions = ['description', 'offers'] as const;
type ProfileOption = (typeof profileOptions)[number];

/** The names that settings have. */
const settingNames = [...Object.keys(options), ...profileOptions.map((option) => `profiles.NAME.${option}`)];

/**
 * A setting by its name.
 *
 * @throws Failure (usage, `UNKNOWN_SETTING`), (configuration, `UNKNOWN_PROFILE`)
 */
export function getSetting(settings: Settings, name: string): Setting {
  const place = placeOf(settings, name);
  const value =
    'profile' in place
      ? textOf(requireProfile(settings, place.profile)[place.option])
      : own(settings.options, name);
  if (value !== undefined) return { name, value, source: 'set' };
  return { name, value: ('fallback' in place ? place.fallback : undefined) ?? null, source: 'default' };
}

/** All settings of all commands, and those of profiles that are set. */
export function listSettings(settings: Settings): Setting[] {
  const ofProfiles = Object.keys(settings.profiles).flatMap((profile) =>
    profileOptions.map((option) => getSetting(settings, `profiles.${profile}.${option}`)),
  );
  return [
    ...Object.keys(options).map((name) => getSetting(settings, name)),
    ...ofProfiles.filter(({ source }) => source === 'set'),
  ];
}

/**
 * The settings with one changed; `undefined` takes it back to its default.
 *
 * @throws Failure (usage) `UNKNOWN_SETTING`, `INVALID_VALUE`; (configuration) `UNKNOWN_PROFILE`
 */
export function withSetting(settings: Settings, name: string, value: string | undefined): Settings {
  const place = placeOf(settings, name);
  if ('profile' in place) {
    const { [place.option]: _, ...rest } = requireProfile(settings, place.profile);
    const changed = value === undefined ? rest : { ...rest, ...profileValue(place.option, value) };
    return { ...settings, profiles: { ...settings.profiles, [place.profile]: changed as Profile } };
  }
  const { [name]: _, ...rest } = settings.options;
  if (value === undefined) return { ...settings, options: rest };
  const allowed = oneOf(value, place.values, { en: `value of ${name}`, zh: `${name} 取值` }, 'INVALID_VALUE');
  return { ...settings, options: { ...rest, ...(allowed !== undefined && { [name]: allowed }) } };
}

function placeOf(settings: Settings, name: string): Option | { profile: string; option: ProfileOption } {
  const option = own(options, name);
  if (option) return option;
  // A profile's name may have dots.
  const [, profile, word] = /^profiles\.(.+)\.([^.]+)$/.exec(name) ?? [];
  const profileOption = profileOptions.find((one) => one === word);
  if (profile !== undefined && profileOption) {
    requireProfile(settings, profile);
    return { profile, option: profileOption };
  }
  oneOf(name, settingNames, { en: 'setting', zh: '设置项' }, 'UNKNOWN_SETTING');
  throw new Failure({
    category: 'usage',
    code: 'UNKNOWN_SETTING',
    message: { en: 'NAME stands for the name of a profile', zh: 'NAME 应替换为配置名称' },
    hint: { en: 'koo profile list shows them.', zh: '可用 koo profile list 查看。' },
  });
}

function profileValue(option: ProfileOption, value: string): Partial<Profile> {
  if (option === 'description') return { description: value };
  const words = value.split(',').map((word) => word.trim());
  for (const word of words) oneOf(word, operations, { en: 'operation', zh: '操作' }, 'INVALID_VALUE');
  return { offers: words };
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(',') : value;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What a setting is for. */
export function settingMeaning(name: string): Localized | undefined {
  return meanings[name.replace(/^profiles\..+\./, 'profiles.NAME.')];
}

const meanings: Readonly<Record<string, Localized>> = {
  lang: { en: 'language of texts: en, zh', zh: '文字所用的语言：en、zh' },
  'no-input': { en: 'true: never ask', zh: 'true：从不询问' },
  'secret-store': {
    en: 'where new secrets go: auto (the keyring when it works), keyring, file',
    zh: '新密钥的保存位置：auto（密钥环可用时优先）、keyring、file',
  },
  'profiles.NAME.description': { en: 'a note for people', zh: '供查看的说明' },
  'profiles.NAME.offers': {
    en: `what a custom site offers: ${operations.join(', ')}`,
    zh: `自定义站点提供的操作：${operations.join('、')}`,
  },
};
