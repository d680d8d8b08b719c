import type { ApiHost } from '../../src/account/cli/session.ts';
import { launchSandbox } from '../../src/sandbox/cli/launch.ts';

/** What a command lends to its work. */
export function hostOf(notice: ApiHost['notice'] = () => undefined): ApiHost {
  return { notice, launchSandbox };
}
