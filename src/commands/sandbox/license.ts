import { actCommand } from '../../app/base/market-command.ts';
import { license } from '../../sandbox/acts/instance.ts';

export default class extends actCommand(license) {}
