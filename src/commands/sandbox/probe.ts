import { actCommand } from '../../app/base/market-command.ts';
import { probe } from '../../sandbox/acts/seller.ts';

export default class extends actCommand(probe) {}
