import { allOperations } from '../../openapi/sites.ts';
import { both, type Localized } from '../../text/translate.ts';

export interface SettingDetail {
  /** `profiles.NAME.description` stands for the setting of every profile. */
  readonly name: string;
  /** The allowed values; absent if any text is allowed. */
  readonly values?: readonly string[];
  readonly defaultValue?: string;
  readonly meaning: Localized;
}

export const settingDetails: readonly SettingDetail[] = [
  { name: 'lang', values: ['en', 'zh'], meaning: both('language of messages: en, zh') },
  { name: 'no-input', values: ['true', 'false'], defaultValue: 'false', meaning: both('true: never prompt') },
  {
    name: 'secret-store',
    values: ['auto', 'keyring', 'file'],
    defaultValue: 'auto',
    meaning: both('where new secrets are stored: auto (the keyring if it works), keyring, file'),
  },
  {
    name: 'update-notifier',
    values: ['true', 'false'],
    defaultValue: 'true',
    meaning: both('true: print a notice when a newer koo is available, at most once a day'),
  },
  { name: 'profiles.NAME.description', meaning: both('a note') },
  {
    name: 'profiles.NAME.offers',
    meaning: both('what a custom site offers: {offeredOperations}', {
      offeredOperations: [...allOperations],
    }),
  },
];
