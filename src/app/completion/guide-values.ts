import { guides } from '../../guides/index.ts';
import type { Candidate } from './model.ts';

/** What there are guides to. */
export function guideTopics(): Candidate[] {
  return guides.map(({ id, title }) => ({ value: id, text: title }));
}
