import type { PromptOptions } from '../../cli/prompts.ts';
import type { Localized } from '../../text/localized.ts';

/** What the work of a command under `koo users` needs beside its flags. */
export interface UsersContext extends PromptOptions {
  readonly quiet: boolean;
  /** The result is shown to a person, and not read by a script. */
  readonly forPeople: boolean;
  /** Tells the user something beside the result. */
  notice(text: Localized): void;
}
