import type { ApiHost } from '../../account/cli/session.ts';
import { KooCommand } from '../../cli/command.ts';

export type { Effects } from '../../cli/command.ts';

/** Base of the commands that call the open API; it knows how to start a sandbox. */
export abstract class ApiCommand<T, Line = never> extends KooCommand<T, Line> {
  protected readonly host: ApiHost = {
    notice: (text) => this.notice(text),
    launchSandbox: async (endpoint, env, notice) =>
      (await import('../../sandbox/cli/launch.ts')).launchSandbox(endpoint, env, notice),
  };
}
