import { openStores } from '../account/cli/stores.ts';
import { KooCommand } from '../cli/command.ts';

export type { Effects } from '../cli/command.ts';

/** Base of the commands about the settings and profiles of this user. */
export abstract class AccountCommand<T> extends KooCommand<T> {
  protected readonly stores = openStores(process.env, (text) => this.notice(text));
}
