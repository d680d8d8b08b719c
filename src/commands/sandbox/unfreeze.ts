import { actCommand } from '../../app/base/market-command.ts';
import { unfreeze } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(unfreeze) {}
