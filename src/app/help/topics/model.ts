import type { Localized } from '../../../text/localized.ts';

/** A part of an article: words, names with what each means, commands to type. */
export interface Part {
  readonly heading: Localized;
  readonly text?: Localized;
  readonly rows?: readonly (readonly [name: string, text: Localized])[];
  readonly commands?: readonly string[];
}

/** What `koo help NAME` tells about. */
export interface HelpTopic {
  readonly name: string;
  readonly title: Localized;
  /** Loads it; most runs of koo need none. */
  readonly parts: () => Promise<readonly Part[]>;
}
