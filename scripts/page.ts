/** A page of the docs that is made from the sources. */
export interface Page {
  /** Below the checkout's root. */
  readonly path: string;
  readonly text: string;
}

/** Tells whoever opens such a page not to edit it. */
export const made = '<!-- Made by `npm run generate`. -->';
