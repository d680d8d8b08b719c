import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { languages } from './languages.ts';
import { testStarter } from './starter-tests.ts';

testStarter(languages.node);

it('says in one line that Node.js is too old', () => {
  const store = fileURLToPath(new URL('../../templates/node/src/store.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['--no-experimental-sqlite', store], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Node\.js 22\.19 or later is needed for its SQLite, not v\d[^\n]*\n$/);
});
