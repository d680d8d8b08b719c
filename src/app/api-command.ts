import type { ApiHost } from '../account/cli/session.ts';
import { KooCommand } from '../cli/command.ts';

/** The base of every command that may call the open API: it knows how a sandbox is started. */
export abstract class ApiCommand<T> extends KooCommand<T> {
  protected readonly host: ApiHost = {
    notice: (text) => this.notice(text),
    launchSandbox: async (endpoint, env) =>
      (await import('../sandbox/cli/launch.ts')).launchSandbox(endpoint, env),
  };
}
