// Records a login in a terminal for docs/accounts.md: docs/login.svg and its Chinese twin. Huawei's hosts are played by a sandbox
// on this machine, whose keys open nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../src/sandbox/server/server.ts';
import { sandboxAccessKey, sandboxCredential } from '../src/sandbox/state/accounts.ts';
import { useDataFolder } from '../src/text/data.ts';
import type { Language } from '../src/text/localized.ts';
import { huaweiHosts, playHuawei } from '../test/support/huawei.ts';
import { keys, openTerminal } from '../test/support/terminal.ts';
import { columns, type Frame, recordingSvg } from './recording/svg.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const maxBytes = 150_000;

/** The questions of a login, and what is typed. */
const questions = {
  en: ['Which site', 'AK (access', 'SK (secret', 'Which access keys', 'Access key of base', 'Logged in to'],
  zh: ['登录哪个站点', 'AK（Access', 'SK（Secret', '您有哪些对接密钥', '基础接口的对接密钥', '已登录'],
} as const;
const answers = ['', sandboxCredential.ak, sandboxCredential.sk, keys.space, sandboxAccessKey];

const home = mkdtempSync(join(tmpdir(), 'koo-login-'));
useDataFolder(join(root, 'dist/data'));
const sandbox = await startSandbox({ stateFolder: join(home, 'sandbox'), names: huaweiHosts });
const huawei = await playHuawei(sandbox.url, home);
try {
  for (const language of ['en', 'zh'] as const) {
    const svg = recordingSvg(await record(language), language === 'en' ? 'koo login' : 'koo 登录');
    if (svg.length > maxBytes) throw new Error(`${svg.length} bytes`);
    writeFileSync(join(root, language === 'en' ? 'docs/login.svg' : 'docs/login.zh-CN.svg'), svg);
  }
} finally {
  huawei.close();
  await sandbox.close();
  rmSync(home, { recursive: true });
}

async function record(language: Language): Promise<Frame[]> {
  const folder = join(home, language);
  mkdirSync(join(folder, '.config/koo'), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, '.config/koo/settings.json'), '{"options":{"secret-store":"file"}}', {
    mode: 0o600,
  });
  const terminal = openTerminal(['login'], {
    cwd: folder,
    columns,
    env: { ...huawei.env, HOME: folder, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', KOO_LANG: language },
  });
  const frames: Frame[] = [];
  const shoot = (seconds: number) => {
    const lines = terminal.coloured().map((line) => line.replaceAll(folder, '~').trimEnd());
    frames.push({ content: ['\x1b[2m$\x1b[22m \x1b[1mkoo login\x1b[22m', ...lines].join('\n'), seconds });
  };
  for (const [index, answer] of answers.entries()) {
    const question = questions[language][index] ?? '';
    await terminal.type(question, '');
    shoot(1.5);
    await terminal.type(question, answer);
    // The terminal shows what was typed before koo reads the next key.
    if (answer !== '') {
      await new Promise((resolve) => setTimeout(resolve, 300));
      shoot(1);
    }
    await terminal.type(question, keys.enter);
  }
  if ((await terminal.ended) !== 0) throw new Error(terminal.screen());
  await terminal.sees(questions[language][5]);
  shoot(6);
  return frames;
}
