#!/usr/bin/env node
// Older Nodes have to parse this file: no syntax or import that Node 12 does not know.
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
  // What a Tab waits for has a file of its own, which loads little.
  if (process.argv[2] === '__complete') {
    const { answerShell } = await import('../dist/completion/main.js');
    await answerShell(process.argv.slice(3), root);
    return;
  }
  const { main } = await import('../dist/main.js');
  await main(process.argv.slice(2), root);
}

/** Whoever kills the older Node that has handed over means koo, and cannot tell it when the signal is SIGKILL. */
function endWithOlderNode() {
  if (!process.env.KOO_HANDED_OVER) return;
  delete process.env.KOO_HANDED_OVER;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  if (process.channel) process.channel.unref();
}

/** Where Node keeps compiled code: with the user's own caches, since others can write to the temporary folder. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && `${HOME}/.cache`);
  return caches && `${caches}/koo/compile-cache`;
}

/** Runs koo with the Node of this checkout (a devDependency), so that it works where the system's is older. */
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
  // A terminal sends Ctrl-C to both processes; without one the signal reached this process alone.
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
