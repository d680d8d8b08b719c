import { actCommand } from '../../app/base/market-command.ts';
import { unsubscribe } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(unsubscribe) {}
