import { readFile } from 'node:fs/promises';
import { type Guide, parseGuide } from './markdown.ts';

const folder = new URL('../../docs/guides/', import.meta.url);

/** Reads a guide. In the bundle the parsed guides take the place of this module, each in a file of its own. */
export async function loadGuide(topic: string): Promise<Guide> {
  const read = (language: string) => readFile(new URL(`${language}/${topic}.md`, folder), 'utf8');
  const [en, zh] = await Promise.all([read('en'), read('zh')]);
  return parseGuide(topic, { en, zh });
}
