import { codeNames } from '../../codes/families.ts';
import type { Candidate } from './model.ts';

/** Every result code there is. */
export async function codes(): Promise<Candidate[]> {
  return (await codeNames()).map(({ code, meaning }) => ({ value: code, text: meaning }));
}
