import { actCommand } from '../../app/base/market-command.ts';
import { disconnect } from '../../sandbox/acts/seller.ts';

export default class extends actCommand(disconnect) {}
