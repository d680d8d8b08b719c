import { actCommand } from '../../app/base/market-command.ts';
import { change } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(change) {}
