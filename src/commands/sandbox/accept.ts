import { actCommand } from '../../app/base/market-command.ts';
import { accept } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(accept) {}
