import { actCommand } from '../../app/base/market-command.ts';
import { close } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(close) {}
