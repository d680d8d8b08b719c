import { actCommand } from '../../app/base/market-command.ts';
import { bind } from '../../sandbox/acts/organization.ts';

export default class extends actCommand(bind) {}
