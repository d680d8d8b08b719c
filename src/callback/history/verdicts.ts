import { both, type Localized } from '../../text/translate.ts';

/**
 * The verdicts on a call, as KooGallery would see it. `refused`: the call was not valid, and was refused as it should be.
 * `pending`: there is no answer yet, or it was not judged, because koo ended before.
 */
export const callVerdicts = ['accepted', 'in-progress', 'refused', 'failed', 'pending'] as const;

export type CallVerdict = (typeof callVerdicts)[number];

export const verdictNames: Readonly<Record<CallVerdict, Localized>> = {
  accepted: both('accepted'),
  'in-progress': both('in progress'),
  refused: both('refused'),
  failed: both('failed'),
  pending: both('pending'),
};

/** The verdict on a valid call by the result that KooGallery reads in its answer. */
export const verdictOfResult = {
  succeeded: 'accepted',
  'in-progress': 'in-progress',
  failed: 'failed',
} as const;
