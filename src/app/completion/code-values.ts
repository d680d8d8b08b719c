import { codeFamilies, codeNames } from '../../codes/families.ts';
import type { Candidate } from './model.ts';

/** Every result code there is, once; one of two meanings has the first. */
export async function codes(): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const { code, meaning } of await codeNames()) {
    if (!found.has(code)) found.set(code, { value: code, text: meaning });
  }
  return [...found.values()];
}

/** The families of codes. */
export function families(): Candidate[] {
  return codeFamilies.map(({ id, title }) => ({ value: id, text: title }));
}
