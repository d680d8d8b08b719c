import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SiteId } from '../../../src/openapi/sites.ts';
import { withPresent, withSellerConfig } from '../../../src/seller/cli/run.ts';
import {
  isWorksheet,
  type Present,
  renderWorksheet,
  type SellerConfigWork,
  unknownPresent,
  type WorksheetPlan,
} from '../../../src/seller/cli/worksheet.ts';
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
/** Says that the credit line is off. */
const presentOf = async (): Promise<Present> => ({
  ...unknownPresent,
  kind: 'file',
  configuration: async (id) => ({ product_id: id, credit: { credit_line: 'off' } }),
});
const host = { ...hostOf(notice), presentOf };
const options = (site: SiteId, more: object = {}) => ({ site, timeout: 5, debug: false, ...more });
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
const run = (site: SiteId, more?: object, asked = work) => withSellerConfig(options(site, more), host, asked);

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
    expect(result).toMatchObject({ product, site: 'cn', file: file() });
    expect(readFileSync(file(), 'utf8')).toBe(result.markdown);
    expect(result.markdown).toContain('Computed without the present state');
    expect(renderWorksheet(result)).toBe(`Worksheet: ${file()}`);
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(connections).toBe(0);
  });

  it('the proxy of these tests would be asked by a call', async () => {
    vi.stubEnv('KOO_AK', 'AK');
    vi.stubEnv('KOO_SK', 'SK');
    const { withApi } = await import('../../../src/account/cli/api-run.ts');
    const call = { method: 'GET', path: '/', idempotent: true } as const;
    await expect(
      withApi(options('cn', { timeout: 1 }), undefined, host, (api) => api.call(call)),
    ).rejects.toThrow();
    expect(connections).toBeGreaterThan(0);
  });

  it('- prints the worksheet', async () => {
    const result = await run('intl', { worksheet: '-' });
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(result.file).toBeUndefined();
    expect(renderWorksheet(result)).toBe(result.markdown);
  });

  it('keeps nothing, and writes no key', async () => {
    vi.stubEnv('KOO_AK', 'SOME-ACCESS-KEY');
    vi.stubEnv('KOO_SK', 'SOME-SECRET-KEY');
    await run('cn', { worksheet: file() });
    expect(readFileSync(file(), 'utf8')).not.toMatch(/SOME-/);
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it('a file that is there is not written over', async () => {
    writeFileSync(file(), '- [x] done already');
    await expect(run('cn', { worksheet: file() })).rejects.toMatchObject({ facts: { code: 'FILE_EXISTS' } });
    expect(readFileSync(file(), 'utf8')).toBe('- [x] done already');
    await expect(run('cn', { worksheet: join(folder, 'none', 'sheet.md') })).rejects.toMatchObject({
      facts: { code: 'UNWRITABLE_FILE' },
    });
  });

  it('a worksheet is of the state that --from gives, without a key and a network', async () => {
    const result = await run('cn', { worksheet: '-', from: 'now.yaml' });
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(result.changes).toEqual([{ kind: 'credit', setting: 'credit_line', before: 'off', after: 'all' }]);
    expect(result.markdown).toContain('given with --from');
    expect(connections).toBe(0);
  });

  it.each([
    ['a site that a flag names', { site: 'eu' }, '--site eu'],
    ['the profile in use', { site: undefined }, '--profile shop'],
    ['a profile that is of the site', { site: 'intl', profile: 'shop' }, '--profile shop --site intl'],
    ['a site that is not the profile’s', { site: 'cn', profile: 'shop' }, '--site cn'],
    ['an address', { site: 'sandbox', endpoint: 'http://127.0.0.1:1' }, '--site sandbox --endpoint'],
  ])('the command that checks it is of %s', async (_, options, flags) => {
    mkdirSync(join(folder, 'config'));
    const settings = { current: 'shop', profiles: { shop: { site: 'intl' } } };
    writeFileSync(join(folder, 'config', 'settings.json'), JSON.stringify(settings), { mode: 0o600 });
    const check = { of: 'document', command: 'koo product diff a.yaml --from now.yaml' } as const;
    const plan = async (present: Present) => ({ ...(await turnOn(present)), check });
    const result = await run('cn', { worksheet: '-', from: 'now.yaml', ...options }, { ...work, plan });
    if (!isWorksheet(result)) throw new Error('no worksheet');
    expect(`${result.check} `).toContain(`${check.command} ${flags} `);
    expect(result.markdown).toContain(`\`${result.check}\``);
  });

  it('a dry run tells the difference to what --from gives; without it, says so', async () => {
    const dryRun = async (present: Present) => `${present.kind}: ${(await turnOn(present)).changes.length}`;
    expect(await run('eu', { from: '-' }, { ...work, dryRun })).toBe('file: 1');
    await expect(run('eu', {}, { ...work, dryRun })).rejects.toMatchObject({
      facts: { code: 'OPERATION_NOT_PUBLISHED', hint: { en: expect.stringContaining('--from FILE') } },
    });
    expect(connections).toBe(0);
  });

  it.each(['cn', 'sandbox'] as const)('%s: --from sends nothing', async (site) => {
    const live = vi.fn(work.live);
    await expect(run(site, { from: 'now.yaml' }, { ...work, live })).rejects.toMatchObject({
      facts: { category: 'usage', code: 'MISSING_FLAG' },
    });
    expect(live).not.toHaveBeenCalled();
  });

  it('a plan that fails leaves nothing', async () => {
    const plan = () => Promise.reject(new Error('a rule'));
    await expect(run('cn', { worksheet: file() }, { ...work, plan })).rejects.toThrow('a rule');
    expect(existsSync(file())).toBe(false);
  });
});

describe('reading', () => {
  const credit = (present: Present) => present.configuration(product).then((known) => known?.credit);

  it('is refused on a site of Huawei, with a way to try it', async () => {
    await expect(withPresent(options('cn'), host, credit)).rejects.toMatchObject({
      facts: { code: 'OPERATION_NOT_PUBLISHED', hint: { en: expect.stringContaining('--site sandbox') } },
    });
    expect(existsSync(join(folder, 'state'))).toBe(false);
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
    const now = await withPresent(options('sandbox', { timeout: 30 }), host, (present) =>
      present.configuration(product),
    );
    expect(now?.credit?.credit_line).toBe('off');
  });
});
