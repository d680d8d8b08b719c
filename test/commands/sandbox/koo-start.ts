// What --detach runs in tests, where koo is not built: node koo-start.ts sandbox start …
import { fileURLToPath } from 'node:url';
import { interrupt } from '../../../src/cli/interrupt.ts';
import SandboxStart from '../../../src/commands/sandbox/start.ts';
import { KooError } from '../../../src/errors/koo-error.ts';
import { useDataFolder } from '../../../src/text/data.ts';
import { dataFolder } from '../../support/catalogue.ts';

useDataFolder(dataFolder);
process.on('SIGINT', interrupt);
try {
  await SandboxStart.run(process.argv.slice(4), fileURLToPath(new URL('../../..', import.meta.url)));
} catch (error) {
  process.exitCode = error instanceof KooError ? error.exitCode : 1;
}
