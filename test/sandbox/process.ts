// A sandbox as a process of its own, for tests that kill it: node process.ts STATE_FOLDER
import { startSandbox } from '../../src/sandbox/server/server.ts';
import { useDataFolder } from '../../src/text/data.ts';
import { dataFolder } from '../support/catalogue.ts';

const [, , stateFolder = ''] = process.argv;
useDataFolder(dataFolder);
const { url } = await startSandbox({ stateFolder });
process.send?.(url);
