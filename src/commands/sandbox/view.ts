import { actCommand } from '../../app/base/market-command.ts';
import { view } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(view) {}
