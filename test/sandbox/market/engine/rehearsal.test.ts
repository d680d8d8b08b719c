import { expect, onTestFinished, test } from 'vitest';
import { withRehearsals } from '../../../../src/sandbox/market/engine/rehearsal.ts';
import { businessTime } from '../../../../src/sandbox/market/model/context.ts';
import { openStore, withStore } from '../../../../src/sandbox/store.ts';
import { openShop, productId } from '../../console/trade.ts';

test('a rehearsal tells what an act would come to, and changes nothing', async () => {
  const page = await openShop();
  const { id } = await page.order();
  withStore(page.stateFolder, (database) => {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const content = () =>
      tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()] as const);
    const counted = () => database.prepare('SELECT total_changes() AS own').get();
    const version = () => database.prepare('PRAGMA data_version').get();
    const before = [content(), counted(), version()];
    withRehearsals(database, businessTime(database, new Date()), (rehearse) => {
      const renewed = rehearse({ do: 'renew', instance: id });
      expect(renewed).toMatchObject({ ok: true });
      expect(renewed.ok && renewed.entries.find(({ type }) => type === 'order')).toMatchObject({
        orderType: 'RENEW',
        amount: '100',
      });
      // Each begins with the state as it is.
      expect(rehearse({ do: 'renew', instance: id })).toEqual(renewed);
      expect(rehearse({ do: 'unfreeze', instance: id })).toMatchObject({
        ok: false,
        refusal: { code: 'ACT_REFUSED' },
      });
      const poor = rehearse(
        { do: 'buyer', buyer: 'hw-poor', balance: '99' },
        { do: 'buy', product: productId, buyer: 'hw-poor' },
      );
      expect(poor).toMatchObject({ ok: false, refusal: { code: 'PURCHASE_REFUSED' } });
    });
    expect([content(), counted(), version()]).toEqual(before);
  });
});

test('a defect in an act is no refusal', async () => {
  const page = await openShop();
  withStore(page.stateFolder, (database) => {
    const broken = { do: 'nothing' } as never;
    expect(() => withRehearsals(database, new Date(), (rehearse) => rehearse(broken))).toThrow(TypeError);
    database.exec('CREATE TABLE is_not_locked (id)');
  });
});

test('while another process writes, a page says so, and what is under way goes on', async () => {
  const page = await openShop();
  const key = await page.buy();
  const other = openStore(page.stateFolder);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(await page.get(`/instances/${key}`)).toMatchObject({
    status: 422,
    text: expect.stringContaining('Another process is writing to this sandbox'),
  });
  expect((await page.get('/instances')).status).toBe(200);
  other.exec('ROLLBACK');
  expect((await page.get(`/instances/${key}`)).status).toBe(200);
});
