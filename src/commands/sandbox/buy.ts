import { actCommand } from '../../app/base/market-command.ts';
import { buy } from '../../sandbox/acts/purchase.ts';

export default class extends actCommand(buy) {}
