import { setCommand } from '../../../app/base/setting-command.ts';

export default class extends setCommand('limit') {}
