import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { languages, whyNot } from './languages.ts';
import { render, start } from './project.ts';
import { testWholly } from './whole-tests.ts';

testWholly(languages.php);

it.skipIf(whyNot(languages.php) !== undefined || process.platform !== 'linux')(
  'ends as a whole when PHP has ended its server',
  async () => {
    const server = await start(await render(languages.php, ['v2'], 'period'));
    const children = (pid: number | string = '') =>
      readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    const [master] = children(server.pid);
    await expect.poll(() => children(master)).toHaveLength(4);
    // serve.php looks for them every 50 ms.
    await sleep(500);
    process.kill(Number(master), 'SIGKILL');
    const isRefused = () =>
      fetch(server.url).then(
        () => false,
        () => true,
      );
    await expect.poll(isRefused).toBe(true);
    await expect.poll(() => existsSync(`/proc/${server.pid}`)).toBe(false);
    await server.kill();
  },
);
