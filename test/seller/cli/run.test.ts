import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SiteId } from '../../../src/openapi/sites.ts';
import type { Present, SellerConfigWork, WorksheetPlan } from '../../../src/seller/cli/model.ts';
import { isWorksheet, showWorksheet, withPresent, withSellerConfig } from '../../../src/seller/cli/run.ts';
import type { Localized } from '../../../src/text/localized.ts';
import { hostOf } from '../../support/host.ts';

const product = 'OFFI758576253042421760';
let folder = '';
let notices: string[] = [];
/** A proxy that answers nothing and counts who comes. */
let proxy: Server;
let connections = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'koo-worksheet-'));
  notices = [];
  connections = 0;
  proxy = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  for (const name of Object.keys(process.env)) {
    if (/^(KOO_|HUAWEICLOUD_SDK_|HTTPS?_PROXY$|NO_PROXY$)/i.test(name)) vi.stubEnv(name, undefined);
  }
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`);
  vi.stubEnv('KOO_CONFIG_DIR', join(folder, 'config'));
  vi.stubEnv('KOO_STATE_DIR', join(folder, 'state'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  proxy.close();
  rmSync(folder, { recursive: true });
});

const notice = ({ en }: Localized) => void notices.push(en);
const host = hostOf(notice);
const wish = (site: SiteId, more: object = {}) => ({ site, timeout: 5, debug: false, ...more });
const file = () => join(folder, 'sheet.md');

/** Turns the credit line on. */
async function turnOn(present: Present): Promise<WorksheetPlan> {
  const known = await present.configuration(product);
  const before = known?.credit?.credit_line;
  if (before === 'all') return { product, changes: [] };
  return {
    product,
    changes: [{ kind: 'credit', setting: 'credit_line', ...(before && { before }), after: 'all' }],
  };
}

const work: SellerConfigWork<string> = { live: async () => 'sent', plan: turnOn };
const run = (site: SiteId, more?: object, asked = work) =>
  withSellerConfig(wish(site, more), 'en', host, asked);

const confirmed = async (site: SiteId, number: number, more: object = {}) => {
  const { settleSheet } = await import('../../../src/product/cli/confirm.ts');
  const wanted = { site, sheet: number, discard: false, yes: true, 'no-input': true, ...more };
  return settleSheet(product, wanted, 'en', notice);
};

describe('on a site of Huawei', () => {
  it.each(['cn', 'intl', 'eu'] as const)('%s: nothing is sent without --worksheet', async (site) => {
    const live = vi.fn(work.live);
    vi.stubEnv('KOO_AK', 'AK');
    vi.stubEnv('KOO_SK', 'SK');
    await expect(run(site, {}, { ...work, live })).rejects.toMatchObject({
      facts: { category: 'configuration', code: 'OPERATION_NOT_PUBLISHED' },
    });
    expect(live).not.toHaveBeenCalled();
    expect(connections).toBe(0);
  });

  it('a worksheet needs no key and no network', async () => {
    const result = await run('cn', { worksheet: file() });
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(result).toMatchObject({ product, site: 'cn', sheet: 1, file: file() });
    expect(readFileSync(file(), 'utf8')).toBe(result.markdown);
    expect(result.markdown).toContain('nothing is recorded');
    expect(result.markdown).toContain(`koo product confirm ${product} --sheet 1 --site cn`);
    expect(showWorksheet(result, 'en')).toContain(result.confirm);
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(connections).toBe(0);
  });

  it('a command to copy holds no other one, whatever the product is called', async () => {
    const strange = 'x; touch y';
    const result = await run(
      'cn',
      { worksheet: '-' },
      {
        ...work,
        plan: async (present) => ({ ...(await turnOn(present)), product: strange }),
      },
    );
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(result.confirm).toBe(`koo product confirm 'x; touch y' --sheet 1 --site cn`);
  });

  it('the proxy of these tests would be asked by a call', async () => {
    vi.stubEnv('KOO_AK', 'AK');
    vi.stubEnv('KOO_SK', 'SK');
    const { withApi } = await import('../../../src/account/cli/api-run.ts');
    const call = { method: 'GET', path: '/', idempotent: true } as const;
    await expect(
      withApi(wish('cn', { timeout: 1 }), undefined, host, (api) => api.call(call)),
    ).rejects.toThrow();
    expect(connections).toBeGreaterThan(0);
  });

  it('- prints the worksheet, and a notice tells its number', async () => {
    const result = await run('intl', { worksheet: '-' });
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(result.file).toBeUndefined();
    expect(showWorksheet(result, 'en')).toBe(result.markdown);
    expect(notices.join()).toContain('Worksheet 1');
  });

  it('no key is in what is kept', async () => {
    vi.stubEnv('KOO_AK', 'SOME-ACCESS-KEY');
    vi.stubEnv('KOO_SK', 'SOME-SECRET-KEY');
    await run('cn', { worksheet: file() });
    await confirmed('cn', 1);
    const kept = readFileSync(join(folder, 'state', 'recorded.sqlite'), 'latin1');
    expect(kept).toContain(product);
    expect(kept + readFileSync(file(), 'utf8')).not.toMatch(/SOME-/);
  });

  it('the next one starts from what was confirmed', async () => {
    await run('cn', { worksheet: '-' });
    expect(await confirmed('cn', 1)).toMatchObject({ result: 'confirmed', pending: [] });
    const again = await run('cn', { worksheet: file() });
    expect(again).toMatchObject({ changes: [] });
    expect(isWorksheet(again) && showWorksheet(again, 'en')).toContain('Nothing to change');
    expect(existsSync(file())).toBe(false);
    // Another site has another state.
    expect(await run('intl', { worksheet: '-' })).toMatchObject({ changes: [{ after: 'all' }], sheet: 1 });
  });

  it('a file that is there is not written over, and no number is left pending', async () => {
    writeFileSync(file(), '- [x] done already');
    await expect(run('cn', { worksheet: file() })).rejects.toMatchObject({ facts: { code: 'FILE_EXISTS' } });
    expect(readFileSync(file(), 'utf8')).toBe('- [x] done already');
    await expect(run('cn', { worksheet: join(folder, 'none', 'sheet.md') })).rejects.toMatchObject({
      facts: { code: 'UNWRITABLE_FILE' },
    });
    await expect(confirmed('cn', 1)).rejects.toMatchObject({ facts: { code: 'NO_SHEET' } });
  });

  it('a plan that fails leaves nothing', async () => {
    const plan = () => Promise.reject(new Error('a rule'));
    await expect(run('cn', { worksheet: file() }, { ...work, plan })).rejects.toThrow('a rule');
    expect(existsSync(file())).toBe(false);
  });
});

describe('reading', () => {
  const credit = (present: Present) => present.configuration(product).then((known) => known?.credit);

  it('is refused where nothing is recorded', async () => {
    await expect(withPresent(wish('cn'), host, credit)).rejects.toMatchObject({
      facts: { code: 'OPERATION_NOT_PUBLISHED' },
    });
    await expect(withPresent(wish('cn', { recorded: true }), host, credit)).rejects.toMatchObject({
      facts: { code: 'NOT_RECORDED' },
    });
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it('reads what was recorded, and tells its date', async () => {
    await run('cn', { worksheet: '-' });
    const { recordedAt } = await confirmed('cn', 1);
    notices = [];
    expect(await withPresent(wish('cn'), host, credit)).toEqual({ credit_line: 'all' });
    expect(notices.join()).toContain(recordedAt?.slice(0, 10));
    const list = async (present: Present) => {
      const pages = [];
      for await (const page of present.users(product, { list: 'audience' })) pages.push(page);
      return pages;
    };
    await expect(withPresent(wish('cn'), host, list)).rejects.toMatchObject({
      facts: { code: 'NOT_RECORDED' },
    });
    expect(connections).toBe(0);
  });
});

describe('on the sandbox', () => {
  it('a worksheet is of the live state, and nothing is sent', async () => {
    vi.stubEnv('HTTP_PROXY', undefined);
    const live = vi.fn(work.live);
    const result = await run('sandbox', { worksheet: '-', timeout: 30 }, { ...work, live });
    expect(live).not.toHaveBeenCalled();
    expect(result).toMatchObject({ site: 'sandbox', changes: [{ before: 'off', after: 'all' }] });
    expect(result).not.toHaveProperty('sheet');
    const now = await withPresent(wish('sandbox', { timeout: 30 }), host, (present) =>
      present.configuration(product),
    );
    expect(now?.credit?.credit_line).toBe('off');
  });
});
