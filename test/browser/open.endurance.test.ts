import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startShop } from '../../scripts/console-shop.ts';
import { startBrowserWithCode } from '../../src/account/cli/browser.ts';
import { temporaryFolder } from '../sandbox/harness.ts';
import { closeAtEnd, hasChromium, openPage } from './harness.ts';

const shop = hasChromium ? closeAtEnd(await startShop()) : undefined;

describe.skipIf(!shop)('the console', () => {
  test('lets a browser in that starts with the file of `koo sandbox open`, once', async () => {
    const folder = await temporaryFolder();
    const address = `${await shop!.entry()}&to=%2Finstances`;
    writeFileSync(join(folder, 'browser'), '#!/bin/sh\n', { mode: 0o755 });
    const env = { PATH: process.env.PATH, BROWSER: join(folder, 'browser') };
    expect(await startBrowserWithCode(address, folder, env)).toBe(true);
    const file = pathToFileURL(join(folder, 'open.html')).href;
    const { page } = await openPage([shop!.url, 'file://']);
    await page.goto(file);
    await page.waitForURL(`${shop!.url}/console/instances`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Instances');
    const { page: other } = await openPage([shop!.url, 'file://']);
    await other.goto(file);
    await other.waitForURL(/\/enter/);
    expect(await other.locator('body').textContent()).toContain('koo sandbox open');
  });
});
