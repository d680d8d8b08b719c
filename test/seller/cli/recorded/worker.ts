// A process that makes a worksheet and confirms it, for tests that start several of them or kill one.
import { addSheet, confirmSheet } from '../../../../src/seller/cli/recorded/sheets.ts';
import { revisionOf } from '../../../../src/seller/cli/recorded/state.ts';
import { openRecordedDatabase } from '../../../../src/seller/cli/recorded/store.ts';

const [folder = '', first = '0', count = '1'] = process.argv.slice(2);
const scope = 'site cn';
for (let index = Number(first); index < Number(first) + Number(count); index += 1) {
  const database = await openRecordedDatabase({ KOO_STATE_DIR: folder }, false, ({ en }) => {
    throw new Error(en);
  });
  const id = String(index).padStart(32, '0');
  const changes = [
    { kind: 'users', list: 'audience', add: [{ account_name: `buyer${index}`, account_id: id }], remove: [] },
  ] as const;
  const base = revisionOf(database, scope);
  const { number } = addSheet(database, scope, { product: 'P', base, changes }, new Date());
  const { result } = confirmSheet(database, scope, 'P', number, new Date());
  if (result !== 'confirmed') throw new Error(result);
  database.close();
  process.stdout.write(`${index}\n`);
}
