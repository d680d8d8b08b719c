import { actCommand } from '../../app/base/market-command.ts';
import { organization } from '../../sandbox/acts/organization.ts';

export default class extends actCommand(organization) {}
