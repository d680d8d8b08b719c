import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDeliverer } from '../../src/callback/delivery/deliver.ts';
import { addressFor } from '../../src/sso/center/address.ts';
import { authorise, syncApplication, syncTenant } from '../../src/sso/checks/binding.ts';
import { createKit } from '../../src/sso/probe/kit.ts';
import type { LoginProbe } from '../../src/sso/probe/model.ts';
import { createWorld, type World } from '../../src/sso/probe/world.ts';
import { intact, type StartedMerchant, startMerchant } from '../sso/variants/run.ts';
import { publicKey } from '../support/rsa-keys.ts';
import { closeAtEnd, hasChromium, openPage, overflow, violations, type Window } from './harness.ts';

let world: World;
let merchant: StartedMerchant;

beforeAll(async () => {
  // The merchant's pages lead to the unified login page, which begins to listen after it: through the world.
  merchant = closeAtEnd(await startMerchant(intact, 'http://127.0.0.1/unified-login/'));
  const { targets, kitKey } = merchant;
  const now = () => new Date();
  world = closeAtEnd(
    await createWorld({
      login: (organisation) => addressFor(targets.login, organisation),
      casService: (organisation) => addressFor(targets.cas, organisation),
      instanceId: '',
      random: randomBytes,
      now,
      sleep: (milliseconds) => wait(milliseconds),
    }),
  );
  const deliverer = createDeliverer({ timeoutMs: 5_000, env: {} });
  const { production } = targets;
  const kit = createKit({
    protocol: 'v2-kit',
    production,
    key: kitKey,
    rsaPublicKey: publicKey,
    secrets: () => [],
    deliver: deliverer.deliver,
    now,
  });
  const memory = { arrivals: [], bound: new Set(), authorised: new Set() };
  const probe = { kit, world, memory } as Partial<LoginProbe> as LoginProbe;
  for (const organisation of [world.first, world.second]) {
    expect(await syncTenant(probe, organisation, 1)).toMatchObject({ succeeded: true });
    expect(await syncApplication(probe, organisation, 1)).toMatchObject({ succeeded: true });
  }
  const { user, admin, twin } = world.people;
  expect(await authorise(probe, [user, admin], 1)).toMatchObject({ succeeded: true });
  expect(await authorise(probe, [twin], 1)).toMatchObject({ succeeded: true });
  await deliverer.close();
});

/** Pictures of the pages, for a reader: `KOO_PICTURES=FOLDER`. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.KOO_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function open(window: Window) {
  const origins = [world.unifiedOrigin, world.first.domain, world.second.domain];
  return openPage([...origins, new URL(merchant.targets.login).origin], window);
}

describe.skipIf(!hasChromium)('a login by hand', () => {
  test.each<[string, Window]>([
    ['en-1280', { language: 'en' }],
    ['zh-390', { language: 'zh', width: 390 }],
    ['en-no-script', { language: 'en', javaScriptEnabled: false }],
  ])('goes from the unified login page to the merchant, and out again: %s', async (name, window) => {
    const { page, problems } = await open(window);
    const isChinese = window.language === 'zh';
    const { user } = world.people;
    const query = `ind=UNOP&appId=${world.appId}`;
    const path = window.javaScriptEnabled === false ? `portal-login?${query}` : `#/portal-login?${query}`;
    await page.goto(`${world.unifiedOrigin}/unified-login/${path}`);
    await page.getByRole('button', { name: user.name }).waitFor();
    await picture(page, `${name}-1-unified-login`);
    expect(await overflow({ page })).toEqual([]);
    if (window.javaScriptEnabled !== false) expect(await violations({ page })).toEqual([]);

    await page.getByRole('button', { name: user.name }).click();
    await page.waitForURL('**/sso/account');
    await picture(page, `${name}-2-account`);
    expect(await page.locator('body').textContent()).toContain(user.name);
    expect(page.url()).not.toMatch(/code|tenant|token/);
    expect(await overflow({ page })).toEqual([]);

    await page.getByRole('button', { name: isChinese ? '退出登录' : 'Log out' }).click();
    await page.waitForURL('**/sso/login');
    await picture(page, `${name}-3-logged-out`);
    expect(problems).toEqual([]);

    // The session at the login centre has ended as well: it asks again.
    await page.goto(addressFor(merchant.targets.loginPage, world.first));
    await page.getByRole('button', { name: user.name }).waitFor();
  });

  test('goes from the workbench to the merchant with CAS, and out again', async () => {
    const { page, problems } = await open({ language: 'zh' });
    const { twin } = world.people;
    const service = addressFor(merchant.targets.cas, twin.organisation);
    await page.goto(`${twin.organisation.domain}/api/v1/cas/login?service=${encodeURIComponent(service)}`);
    await page.getByRole('button', { name: twin.name }).waitFor();
    await picture(page, 'cas-1-sign-in');
    await page.getByRole('button', { name: twin.name }).click();
    await page.waitForURL('**/sso/account');
    await picture(page, 'cas-2-account');
    expect(await page.locator('body').textContent()).toContain(twin.name);

    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL('**/sso/login');
    await picture(page, 'cas-3-logged-out');
    await page.goto(`${twin.organisation.domain}/api/v1/cas/login?service=${encodeURIComponent(service)}`);
    await page.getByRole('button', { name: twin.name }).waitFor();
    expect(problems).toEqual([]);
  });
});
