import { actCommand } from '../../app/base/market-command.ts';
import { renew } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(renew) {}
