import type { Localized } from '../../text/localized.ts';

/** A setting that there is, whether it is set or not. */
export interface SettingDetail {
  /** `profiles.NAME.description` stands for one of each profile. */
  readonly name: string;
  /** The values it can have; absent where any text will do. */
  readonly values?: readonly string[];
  readonly fallback?: string;
  readonly meaning: Localized;
}

/** Operations that a custom site can be said to offer. */
export const offeredOperations = ['order', 'usage', 'license', 'event', 'seller-config'];

/** All settings. */
export const settingDetails: readonly SettingDetail[] = [
  {
    name: 'lang',
    values: ['en', 'zh'],
    meaning: { en: 'language of texts: en, zh', zh: '文字所用的语言：en、zh' },
  },
  {
    name: 'no-input',
    values: ['true', 'false'],
    fallback: 'false',
    meaning: { en: 'true: never ask', zh: 'true：从不询问' },
  },
  {
    name: 'secret-store',
    values: ['auto', 'keyring', 'file'],
    fallback: 'auto',
    meaning: {
      en: 'where new secrets go: auto (the keyring when it works), keyring, file',
      zh: '新密钥的保存位置：auto（密钥环可用时优先）、keyring、file',
    },
  },
  {
    name: 'update-notifier',
    values: ['true', 'false'],
    fallback: 'true',
    meaning: {
      en: 'true: tell of a newer koo, at most once a day',
      zh: 'true：有新版本时提示，每天最多一次',
    },
  },
  {
    name: 'profiles.NAME.description',
    meaning: { en: 'a note for people', zh: '供查看的说明' },
  },
  {
    name: 'profiles.NAME.offers',
    meaning: {
      en: `what a custom site offers: ${offeredOperations.join(', ')}`,
      zh: `自定义站点提供的操作：${offeredOperations.join('、')}`,
    },
  },
];
