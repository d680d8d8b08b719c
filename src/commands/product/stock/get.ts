import { getCommand } from '../../../app/base/setting-command.ts';

export default class extends getCommand('stock') {}
