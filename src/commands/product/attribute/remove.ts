import { attributeCommand } from '../../../app/base/setting-command.ts';

export default class extends attributeCommand('remove') {}
