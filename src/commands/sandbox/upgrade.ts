import { actCommand } from '../../app/base/market-command.ts';
import { upgrade } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(upgrade) {}
