import { actCommand } from '../../app/base/market-command.ts';
import { expire } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(expire) {}
