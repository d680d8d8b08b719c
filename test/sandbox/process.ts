// A sandbox as a process of its own, for tests that kill it: node process.ts STATE_FOLDER
import { startSandbox } from '../../src/sandbox/server.ts';

const [, , stateFolder = ''] = process.argv;
const { url } = await startSandbox({ stateFolder });
process.send?.(url);
