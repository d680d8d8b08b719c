// What --detach runs in tests, where koo is not built: node koo-start.ts sandbox start …
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../src/cli/failure.ts';
import { interrupt } from '../../../src/cli/interrupt.ts';
import SandboxStart from '../../../src/commands/sandbox/start.ts';

process.on('SIGINT', interrupt);
try {
  await SandboxStart.run(process.argv.slice(4), fileURLToPath(new URL('../../..', import.meta.url)));
} catch (error) {
  process.exitCode = error instanceof Failure ? error.exitCode : 1;
}
