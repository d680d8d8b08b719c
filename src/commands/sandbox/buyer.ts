import { actCommand } from '../../app/base/market-command.ts';
import { buyer } from '../../sandbox/acts/purchase.ts';

export default class extends actCommand(buyer) {}
