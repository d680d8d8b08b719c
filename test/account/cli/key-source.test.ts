import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callbackKeys } from '../../../src/account/cli/keys.ts';
import { type ApiHost, openSession } from '../../../src/account/cli/session.ts';
import { runWhoAmI } from '../../../src/account/cli/whoami.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { sandboxSeller } from '../../../src/sandbox/state/accounts.ts';
import type { KeyClass, Keys } from '../../../src/signing/key-class.ts';
import { runs } from '../../support/property-runs.ts';

const classes = ['base', 'kit', 'license', 'notify'] as const satisfies KeyClass[];
const variables = {
  base: 'KOO_ACCESS_KEY',
  kit: 'KOO_KIT_KEY',
  license: 'KOO_LICENSE_KEY',
  notify: 'KOO_NOTIFY_KEY',
};
const endpoints = { cn: 'https://mkt.myhuaweicloud.com', custom: 'https://mkt.example.com' };
const sites = ['cn', 'custom', 'sandbox'] as const;
const profileLevels = ['flag', 'KOO_PROFILE', 'koo.yaml', 'current'] as const;
const levels = ['flag', 'KOO', 'SDK', 'KOO_PROFILE', 'koo.yaml', 'current'] as const;
type Level = (typeof levels)[number];

/** What a level has: `undefined` if it is absent; the pair may be missing, which is a profile that is logged out. */
interface Held {
  readonly pair: boolean;
  readonly token: boolean;
  readonly keys: readonly KeyClass[];
}
interface World {
  readonly site: (typeof sites)[number];
  readonly levels: Readonly<Partial<Record<Level, Held>>>;
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koo-key-source-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Writes the profiles and koo.yaml of a world; returns its flags and environment. */
function build({ site, levels: held }: World) {
  const bound = {
    site: site === 'custom' ? 'custom' : 'cn',
    endpoint: endpoints[site === 'custom' ? site : 'cn'],
  };
  const profiles = profileLevels.flatMap((level) => {
    const { pair, token, keys } = held[level] ?? {};
    if (!keys) return [];
    const accessKeys = Object.fromEntries(keys.map((one) => [one, `${level}-${one}`]));
    const name = level.replace('.', '-');
    return [
      {
        name,
        profile: { ...bound, ...(pair && { ak: `${level}-ak`, secrets: 'file', accessKeys: keys }) },
        secrets: {
          endpoint: bound.endpoint,
          ak: `${level}-ak`,
          sk: `${level}-sk`,
          ...(token && { securityToken: `${level}-token` }),
          accessKeys,
        },
        pair,
      },
    ];
  });
  const settings = {
    ...(held.current && { current: 'current' }),
    profiles: Object.fromEntries(profiles.map(({ name, profile }) => [name, profile])),
    options: {},
  };
  const stored = profiles.filter(({ pair }) => pair);
  const credentials = { profiles: Object.fromEntries(stored.map(({ name, secrets }) => [name, secrets])) };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
  writeFileSync(join(folder, 'koo.yaml'), held['koo.yaml'] ? 'profile: koo-yaml\n' : '');
  const env: Record<string, string> = { KOO_CONFIG_DIR: folder };
  if (held.KOO_PROFILE) env.KOO_PROFILE = 'KOO_PROFILE';
  for (const [level, prefix] of [
    ['KOO', 'KOO_'],
    ['SDK', 'HUAWEICLOUD_SDK_'],
  ] as const) {
    const { pair, token, keys } = held[level] ?? {};
    if (pair) Object.assign(env, { [`${prefix}AK`]: `${level}-ak`, [`${prefix}SK`]: `${level}-sk` });
    if (token) env[`${prefix}SECURITY_TOKEN`] = `${level}-token`;
    if (level === 'KOO') for (const one of keys ?? []) env[variables[one]] = `KOO-${one}`;
  }
  const flags = {
    profile: held.flag && 'flag',
    site: site === 'custom' ? undefined : site,
    endpoint: site === 'custom' ? endpoints.custom : undefined,
  };
  return { flags, env };
}

/** The rule, as short as it can be said: the level whose key is used. */
function reference({ site, levels: held }: World, key: 'pair' | KeyClass): Level | 'sandbox' | undefined {
  const has = (level: Level) =>
    key === 'pair'
      ? held[level]?.pair
      : held[level]?.keys.includes(key) && (level === 'KOO' || held[level]?.pair);
  const own = site === 'sandbox' ? (['pair', 'base'].includes(key) ? 'sandbox' : undefined) : undefined;
  if (held.flag) return site === 'sandbox' ? own : has('flag') ? 'flag' : undefined;
  const usesVariables = site !== 'sandbox' || key === 'pair' || held.KOO?.pair;
  if (has('KOO') && usesVariables) return 'KOO';
  if (key === 'pair' && site === 'cn' && has('SDK')) return 'SDK';
  if (site === 'sandbox') return own;
  const chosen = (['KOO_PROFILE', 'koo.yaml', 'current'] as const).find((level) => held[level]);
  return chosen && has(chosen) ? chosen : undefined;
}

function hostOf(notices: string[]): ApiHost {
  const { credential, accessKey } = sandboxSeller;
  return {
    notice: ({ en }) => notices.push(en),
    launchSandbox: async () => ({
      url: 'http://127.0.0.1:9',
      credential,
      accessKey,
      state: async () => undefined,
      close: async () => undefined,
    }),
  };
}

/** What the client, whoami and the callback commands say about a world. */
async function observe(world: World) {
  const { flags, env } = build(world);
  const notices: string[] = [];
  const host = hostOf(notices);
  const session = await openSession(flags, host, env).catch(codeOf);
  const who = await runWhoAmI({ ...flags, offline: true, debug: false, json: false }, hostOf([]), env).catch(
    codeOf,
  );
  const keys = typeof session === 'string' ? undefined : await session.accessKeys();
  return { session, who, keys, notices };
}

/** The access keys of a callback command, which reads the environment of the process. */
async function callbackKeysOf(
  env: Readonly<Record<string, string>>,
  profile: string | undefined,
): Promise<Keys> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return await callbackKeys({ profile }, () => undefined);
  } finally {
    vi.unstubAllEnvs();
  }
}

function codeOf(error: unknown): string {
  if (error instanceof KooError) return error.facts.code;
  throw error;
}

function sourceOf(level: Level | 'sandbox') {
  if (level === 'sandbox') return 'sandbox';
  return level === 'KOO' || level === 'SDK' ? 'environment' : 'profile';
}

function keyOf(level: Level | 'sandbox', keyClass: KeyClass): string {
  return level === 'sandbox' ? sandboxSeller.accessKey : `${level}-${keyClass}`;
}

/** Asserts that everything that uses keys follows the reference in a world. */
async function assertRule(world: World): Promise<void> {
  const { session, who, keys, notices } = await observe(world);
  const level = reference(world, 'pair');
  if (level === undefined) {
    expect([session, who]).toEqual(['NO_CREDENTIAL', 'NO_CREDENTIAL']);
    return;
  }
  const ak = level === 'sandbox' ? sandboxSeller.credential.ak : `${level}-ak`;
  const { sk } = level === 'sandbox' ? sandboxSeller.credential : { sk: `${level}-sk` };
  const hasToken = level !== 'sandbox' && world.levels[level]?.token;
  expect(session).toMatchObject({ source: sourceOf(level) });
  expect(session).toHaveProperty('credential', {
    ak,
    sk,
    ...(hasToken && { securityToken: `${level}-token` }),
  });
  const expected: Record<string, string> = {};
  for (const keyClass of classes) {
    const from = reference(world, keyClass);
    if (from) expected[keyClass] = keyOf(from, keyClass);
  }
  expect(keys).toEqual(expected);
  expect(who).toMatchObject({ source: sourceOf(level), accessKeys: Object.keys(expected) });
  const isShortened = level !== 'sandbox' && ak.length < 12;
  if (isShortened) expect(who).toMatchObject({ ak: `${ak.slice(0, 2)}…` });
  const usable = world.site === 'cn' ? (['KOO', 'SDK'] as const) : (['KOO'] as const);
  const idlePair = Boolean(world.levels.flag && usable.some((one) => world.levels[one]?.pair));
  const isOfSandbox = (notice: string) => notice.startsWith('koo signs with the access key of the sandbox');
  const idleBase = !world.levels.flag && world.levels.KOO?.keys.includes('base');
  const ofSandbox = reference(world, 'base') === 'sandbox' && idleBase ? 1 : 0;
  expect(notices.filter(isOfSandbox)).toHaveLength(ofSandbox);
  const told = notices.filter((notice) => !isOfSandbox(notice)).join('\n');
  expect(/_AK/.test(told)).toBe(idlePair);
  const idleKeys = world.levels.flag ? (world.levels.KOO?.keys ?? []) : [];
  for (const keyClass of classes) {
    expect(told.includes(variables[keyClass])).toBe(idleKeys.includes(keyClass));
  }
}

describe('the rule for keys', () => {
  const full: Held = { pair: true, token: false, keys: ['base'] };
  const present = Array.from({ length: 2 ** levels.length }, (_, bits) =>
    Object.fromEntries(levels.filter((_, bit) => bits & (1 << bit)).map((level) => [level, full])),
  );

  test.each(sites)('all combinations of sources on the site %s', async (site) => {
    for (const held of present) await assertRule({ site, levels: held });
  });

  test('random sources, with tokens, access keys and profiles that are logged out', async () => {
    const heldArbitrary = fc.record({
      pair: fc.boolean(),
      token: fc.boolean(),
      keys: fc.subarray([...classes]),
    });
    const world = fc.record({
      site: fc.constantFrom(...sites),
      levels: fc.record(Object.fromEntries(levels.map((level) => [level, heldArbitrary])), {
        requiredKeys: [],
      }),
    });
    await fc.assert(fc.asyncProperty(world as fc.Arbitrary<World>, assertRule), { numRuns: runs(200) });
  });

  test('callbacks follow the same rule, without a site', async () => {
    for (const held of present) {
      const world = { site: 'cn', levels: held } as const;
      const { flags, env } = build(world);
      const level = reference(world, 'base');
      expect(await callbackKeysOf(env, flags.profile)).toEqual(level ? { base: `${level}-base` } : {});
    }
  });
});
