import { expect, test } from 'vitest';
import { environmentCredential } from '../../../src/account/cli/credential.ts';

test('reads keys from koo’s variables, then from those of Huawei’s SDKs, never mixed', () => {
  const sdk = { HUAWEICLOUD_SDK_AK: 'SA', HUAWEICLOUD_SDK_SK: 'SS' };
  expect(environmentCredential({ ...sdk, KOO_AK: 'A', KOO_SK: 'S', KOO_SECURITY_TOKEN: 'T' })).toEqual({
    ak: 'A',
    sk: 'S',
    securityToken: 'T',
  });
  expect(environmentCredential(sdk)).toEqual({ ak: 'SA', sk: 'SS' });
  expect(environmentCredential(sdk, 'custom')).toBeUndefined();
  expect(environmentCredential({})).toBeUndefined();
  expect(() => environmentCredential({ ...sdk, KOO_AK: 'A' })).toThrow('KOO_AK is set, but KOO_SK is not');
});

test('reports a key with a line break or an invalid character before anything is sent', () => {
  for (const odd of ['abc\r', ' abc', '密钥', 'a\u0000b']) {
    expect(() => environmentCredential({ KOO_AK: odd, KOO_SK: 'S' })).toThrow('KOO_AK contains a space');
    expect(() => environmentCredential({ KOO_AK: 'A', KOO_SK: odd })).toThrow('KOO_SK contains a space');
    expect(() => environmentCredential({ KOO_AK: 'A', KOO_SK: 'S', KOO_SECURITY_TOKEN: odd })).toThrow(
      'KOO_SECURITY_TOKEN contains a space',
    );
  }
});
