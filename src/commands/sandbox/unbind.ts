import { actCommand } from '../../app/base/market-command.ts';
import { unbind } from '../../sandbox/acts/organization.ts';

export default class extends actCommand(unbind) {}
