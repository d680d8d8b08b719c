// Runs `koo usage push` with the given words in a process of its own, so that it can be killed.
import { fileURLToPath } from 'node:url';
import { interrupt } from '../../../src/cli/interrupt.ts';
import UsagePush from '../../../src/commands/usage/push.ts';
import { errorDocument, KooError } from '../../../src/errors/koo-error.ts';

process.on('SIGINT', interrupt);
try {
  await UsagePush.run(process.argv.slice(2), fileURLToPath(new URL('../../..', import.meta.url)));
} catch (error) {
  if (!(error instanceof KooError)) throw error;
  process.stdout.write(JSON.stringify(errorDocument(error)));
  process.exitCode = error.exitCode;
}
