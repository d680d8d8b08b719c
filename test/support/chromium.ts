import { findChromium, howToInstall } from '../../scripts/chromium.ts';

/** Before the tests in a browser: says why they are skipped. */
export default function setup(): void {
  if (findChromium() === undefined) console.warn(`Tests in a browser are skipped. ${howToInstall}`);
}
