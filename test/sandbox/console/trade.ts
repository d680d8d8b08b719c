import { onTestFinished } from 'vitest';
import { startDemo } from '../../../src/callback/merchant/server.ts';
import type { CommandOf } from '../../../src/sandbox/market/commands.ts';
import { type OpenConsole, openConsole } from '../../support/console.ts';

export const productId = 'OFFI758576253042421760';

/** A console whose first product is connected to a merchant. */
export async function openShop(
  changes: Partial<CommandOf<'connect'>> = {},
): Promise<OpenConsole & { readonly target: string }> {
  const demo = await startDemo('period', 256);
  onTestFinished(() => demo.close());
  const page = await openConsole();
  await page.act({ do: 'clock', to: '2026-03-02T02:00:00.000Z', seed: 1 });
  const rsaPublicKey = demo.rsaPublicKey.export({ type: 'spki', format: 'pem' }).toString();
  await page.act({
    do: 'connect',
    product: productId,
    url: demo.target,
    protocols: ['v2', 'v2-kit'],
    keys: demo.keys,
    rsaPublicKey,
    ...changes,
  });
  return { ...page, target: demo.target };
}

/** The values of the first offer of the form of a product. */
export function offers(html: string): readonly string[] {
  return [...html.matchAll(/name="offer" value="([^"]+)"/g)].map(([, value]) => value ?? '');
}
