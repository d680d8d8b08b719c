// A process that changes the stores, for tests that run several of them or kill one.
import { fileStore } from '../../src/account/credentials/file-store.ts';
import { openSettings } from '../../src/account/settings.ts';

const [folder = '', task = '', name = ''] = process.argv.slice(2);
const fail = () => {
  throw new Error('a store was damaged');
};
const settings = openSettings(folder, fail);

if (task === 'set') {
  await settings.update((now) => ({ ...now, options: { ...now.options, [name]: name } }));
} else {
  const secrets = fileStore(folder, fail);
  for (let count = Number(name); ; count += 1) {
    await settings.update((now) => ({ ...now, options: { count: String(count) } }));
    await secrets.set('p', {
      endpoint: 'https://e',
      ak: 'AK',
      sk: String(count).padEnd(5000, 'x'),
      accessKeys: {},
    });
    process.stdout.write(`${count}\n`);
  }
}
