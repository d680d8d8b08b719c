import type { ApiHost } from '../../account/cli/session.ts';
import type { PromptOptions } from '../../cli/prompts.ts';

/** What the work of a command under `koo users` needs beside its flags. */
export interface UsersContext extends PromptOptions, ApiHost {
  readonly quiet: boolean;
  /** The result is shown to a person, and not read by a script. */
  readonly forPeople: boolean;
}
