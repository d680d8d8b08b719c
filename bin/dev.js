#!/usr/bin/env node
// For development: builds koo from its sources and runs it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

execFileSync('npm', ['run', '--silent', 'generate'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 2, 2],
  shell: process.platform === 'win32',
});
await import('./run.js');
