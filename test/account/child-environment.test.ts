import { expect, test } from 'vitest';
import { withoutKeys } from '../../src/account/child-environment.ts';

/** Every variable that holds a key, and a name of one that koo does not know yet. */
const keyVariables = [
  'KOO_AK',
  'KOO_SK',
  'KOO_SECURITY_TOKEN',
  'KOO_ACCESS_KEY',
  'KOO_KIT_KEY',
  'KOO_LICENSE_KEY',
  'KOO_NOTIFY_KEY',
  'KOO_LATER_SECRET',
  'HUAWEICLOUD_SDK_AK',
  'HUAWEICLOUD_SDK_SK',
  'HUAWEICLOUD_SDK_SECURITY_TOKEN',
];

test('drops every key, whatever the case of its name, and keeps what is no secret', () => {
  const kept = {
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy.example.com:3128',
    KOO_CONFIG_DIR: '/c',
    KOO_STATE_DIR: '/s',
    KOO_LANG: 'zh',
    KOO_NO_INPUT: '1',
    KOO_NO_UPDATE_NOTIFIER: '1',
    KOO_DEBUG: '1',
  };
  for (const name of keyVariables) {
    expect(withoutKeys({ ...kept, [name]: 'x', [name.toLowerCase()]: 'x' })).toEqual(kept);
  }
});
