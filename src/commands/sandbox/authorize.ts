import { actCommand } from '../../app/base/market-command.ts';
import { authorize } from '../../sandbox/acts/organization.ts';

export default class extends actCommand(authorize) {}
