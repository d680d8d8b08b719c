import { expect, test } from 'vitest';
import { assertProfileName } from '../../../src/account/cli/profile.ts';
import type { TargetOptions } from '../../../src/account/cli/target.ts';
import { resolveTarget } from '../../../src/account/cli/target.ts';

const settings = {
  current: 'home',
  profiles: {
    home: { site: 'intl', endpoint: 'https://mkt-intl.myhuaweicloud.com' },
    work: { site: 'eu' },
    own: { site: 'custom', endpoint: 'https://mkt.example.com' },
  },
  options: {},
};
type Config = Parameters<typeof resolveTarget>[1]['config'];

function target(flags: TargetOptions, env: Record<string, string> = {}, config: Config = {}) {
  const { name, site, endpoint } = resolveTarget(flags, { env, settings, config });
  return [name, site, endpoint];
}

test.each<[string, TargetOptions, Record<string, string>, Config, ReturnType<typeof target>]>([
  ['the current profile', {}, {}, {}, ['home', 'intl', undefined]],
  ['koo.yaml before it', {}, {}, { profile: 'work' }, ['work', 'eu', undefined]],
  [
    'the environment before that',
    {},
    { KOO_PROFILE: 'own' },
    { profile: 'work' },
    ['own', 'custom', 'https://mkt.example.com'],
  ],
  [
    'a flag before all',
    { profile: 'work' },
    { KOO_PROFILE: 'own' },
    { profile: 'home' },
    ['work', 'eu', undefined],
  ],
  ['a site beside the profile', { site: 'sandbox' }, {}, {}, ['home', 'sandbox', undefined]],
  [
    'a flagged profile before the site of the environment',
    { profile: 'work' },
    { KOO_SITE: 'cn' },
    {},
    ['work', 'eu', undefined],
  ],
  [
    'a site of the environment before koo.yaml',
    {},
    { KOO_SITE: 'cn' },
    { site: 'eu' },
    ['home', 'cn', undefined],
  ],
  ['an endpoint is a custom site', { endpoint: 'https://x' }, {}, {}, ['home', 'custom', 'https://x']],
  [
    "another profile's address is not taken along",
    { profile: 'own', site: 'cn' },
    {},
    {},
    ['own', 'cn', undefined],
  ],
  ['empty variables are none', {}, { KOO_PROFILE: '', KOO_SITE: '' }, {}, ['home', 'intl', undefined]],
  [
    'a shared file may name a profile that a pipeline lacks',
    {},
    { KOO_AK: 'A' },
    { profile: 'none' },
    [undefined, 'cn', undefined],
  ],
  [
    'also with the variables of Huawei’s SDKs, and then the site of the file counts',
    {},
    { HUAWEICLOUD_SDK_AK: 'A' },
    { profile: 'none', site: 'eu' },
    [undefined, 'eu', undefined],
  ],
])('%s', (_, flags, env, config, expected) => {
  expect(target(flags, env, config)).toEqual(expected);
});

test('uses the Chinese site without settings', () => {
  const nothing = { env: {}, settings: { profiles: {}, options: {} }, config: {} };
  expect(resolveTarget({}, nothing)).toEqual({ site: 'cn' });
});

test('reports an unknown profile or site', () => {
  expect(() => target({ profile: 'wrk' })).toThrow('There is no profile "wrk"');
  expect(() => target({}, {}, { profile: 'none' })).toThrow('There is no profile "none"');
  expect(() => target({ profile: 'constructor' })).toThrow('There is no profile "constructor"');
  expect(() => target({}, { KOO_SITE: 'cm' })).toThrow('KOO_SITE: there is no site "cm"');
});

test('a profile cannot have the name of an inherited property', () => {
  for (const name of ['constructor', 'prototype', 'toString']) {
    expect(() => assertProfileName(name)).toThrow('Invalid profile name');
  }
  expect(() => assertProfileName('work.cn-1')).not.toThrow();
});

test.each<[string, TargetOptions, Record<string, string>, Config, string | undefined]>([
  [
    'KOO_SITE beside --profile',
    { profile: 'work' },
    { KOO_SITE: 'sandbox' },
    {},
    'koo does not use KOO_SITE, because --profile names a profile of the site eu.',
  ],
  ['the same site', { profile: 'work' }, { KOO_SITE: 'eu' }, {}, undefined],
  ['a site that KOO_SITE hides', { profile: 'work' }, { KOO_SITE: 'eu' }, { site: 'cn' }, undefined],
  [
    'koo.yaml beside --profile',
    { profile: 'work' },
    {},
    { site: 'sandbox' },
    'koo does not use site in koo.yaml, because --profile names a profile of the site eu.',
  ],
  [
    'koo.yaml beside KOO_PROFILE',
    {},
    { KOO_PROFILE: 'work' },
    { site: 'sandbox' },
    'koo does not use site in koo.yaml, because KOO_PROFILE names a profile of the site eu.',
  ],
  ['a site that a flag names', { profile: 'work', site: 'cn' }, { KOO_SITE: 'sandbox' }, {}, undefined],
  ['KOO_SITE and the profile of koo.yaml', {}, { KOO_SITE: 'cn' }, { profile: 'work' }, undefined],
])('tells about a site that a profile makes idle: %s', (_, flags, env, config, notice) => {
  expect(resolveTarget(flags, { env, settings, config }).idleSite?.en).toBe(notice);
});
