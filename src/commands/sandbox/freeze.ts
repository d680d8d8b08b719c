import { actCommand } from '../../app/base/market-command.ts';
import { freeze } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(freeze) {}
