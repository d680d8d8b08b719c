// Runs `koo usage push` with the given words in a process of its own, so that it can be killed.
import { fileURLToPath } from 'node:url';
import { Failure, failureDocument } from '../../../src/cli/failure.ts';
import { interrupt } from '../../../src/cli/interrupt.ts';
import UsagePush from '../../../src/commands/usage/push.ts';

process.on('SIGINT', interrupt);
try {
  await UsagePush.run(process.argv.slice(2), fileURLToPath(new URL('../../..', import.meta.url)));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stdout.write(JSON.stringify(failureDocument(error)));
  process.exitCode = error.exitCode;
}
