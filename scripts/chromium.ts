import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names of Chromium and of what is made of it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** How to get what {@link findChromium} finds. */
export const howToInstall =
  'Chromium is not installed: `apt-get install chromium`, or name it with KOO_CHROMIUM=PATH.';

/** The browser of KOO_CHROMIUM, or else the first of its names on the PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { KOO_CHROMIUM, PATH = '' } = env;
  if (KOO_CHROMIUM) return isExecutable(KOO_CHROMIUM) ? KOO_CHROMIUM : undefined;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
