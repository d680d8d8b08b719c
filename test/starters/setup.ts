import { demanded, languages, whyNot } from './languages.ts';

/**
 * Before the tests of the starters: says which languages are skipped, and why.
 *
 * @throws Error if one of them must be tested, or is none
 */
export default function setup(): void {
  const unknown = demanded().filter((name) => !Object.hasOwn(languages, name));
  if (unknown.length > 0) throw new Error(`KOO_STARTERS names no starter: ${unknown.join(', ')}`);
  const skipped = Object.values(languages).flatMap((language) => {
    const reason = whyNot(language);
    return reason === undefined ? [] : [{ name: language.name, reason }];
  });
  if (skipped.length === 0) return;
  const text = skipped.map(({ name, reason }) => `${name} (${reason})`).join(', ');
  const isDemanded = skipped.some(({ name }) => demanded().includes(name));
  if (isDemanded && process.platform !== 'win32')
    throw new Error(`KOO_STARTERS demands tests of starters that cannot run: ${text}`);
  console.warn(`Tests of starters are skipped: ${text}.`);
}
