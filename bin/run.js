#!/usr/bin/env node
// Older versions of Node.js must be able to parse this file: use only syntax and imports of Node.js 12.
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 19)) start();
else handOver();

async function start() {
  endWithOlderNode();
  const { enableCompileCache } = process.getBuiltinModule('node:module');
  const folder = cacheFolder();
  if (folder) enableCompileCache(folder);
  const root = fileURLToPath(new URL('..', import.meta.url));
  // Shell completion has its own entry point, which loads little: the user waits for it after pressing Tab.
  if (process.argv[2] === '__complete') {
    const { answerShell } = await import('../dist/completion/main.js');
    await answerShell(process.argv.slice(3), root);
    return;
  }
  const { main } = await import('../dist/main.js');
  await main(process.argv.slice(2), root);
}

/** Ends this process when its parent, an older Node.js, is killed: the parent cannot forward a SIGKILL. */
function endWithOlderNode() {
  if (!process.env.KOO_HANDED_OVER) return;
  delete process.env.KOO_HANDED_OVER;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  if (process.channel) process.channel.unref();
}

/** Folder of the compile cache: among the user's caches, because other users can write to the temporary folder. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`);
  return caches && `${caches}/koo/compile-cache`;
}

/** Runs koo with the Node.js of this checkout (a devDependency) if the system's version is too old. */
async function handOver() {
  const { existsSync } = await import('node:fs');
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`../node_modules/node/bin/${name}`, import.meta.url));
  if (process.execPath === node || !existsSync(node)) {
    console.error(`koo needs Node.js 22.19 or later, this is ${process.version}: see https://nodejs.org`);
    process.exitCode = 3;
    return;
  }
  const { spawn } = await import('node:child_process');
  const child = spawn(node, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { KOO_HANDED_OVER: '1' }),
  });
  // A terminal sends Ctrl-C to both processes; without a terminal only this process receives the signal.
  const atTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  process.on('SIGINT', () => atTerminal || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('exit', (code, signal) => {
    process.exitCode = code;
    if (!signal) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
