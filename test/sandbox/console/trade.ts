import { onTestFinished } from 'vitest';
import { startDemo } from '../../../src/callback/merchant/server/server.ts';
import type { CommandOf } from '../../../src/sandbox/acts/acts.ts';
import type { Entry } from '../../../src/sandbox/market/model/journal.ts';
import { type OpenConsole, openConsole, type Shown } from '../../support/console.ts';

export const productId = 'OFFI758576253042421760';

export interface Shop extends OpenConsole {
  /** Connects a product to the merchant of the shop. */
  connect(product: string, changes?: Partial<CommandOf<'connect'>>): Promise<void>;
  /** Buys, and returns the number of the instance. */
  buy(more?: Partial<CommandOf<'buy'>>): Promise<number>;
  /** The same, with the ID of the order. */
  order(more?: Partial<CommandOf<'buy'>>): Promise<{ readonly key: number; readonly id: string }>;
}

/** A console whose first product is connected to a merchant; the clock is a virtual one. */
export async function openShop(changes: Partial<CommandOf<'connect'>> = {}): Promise<Shop> {
  const demo = await startDemo();
  onTestFinished(() => demo.close());
  const page = await openConsole();
  const rsaPublicKey = demo.rsaPublicKey.export({ type: 'spki', format: 'pem' }).toString();
  const connect: Shop['connect'] = async (product, own = {}) => {
    const { keys, target: url } = demo;
    const lines = await page.act({
      do: 'connect',
      product,
      url,
      keys,
      rsaPublicKey,
      protocols: ['v2'],
      ...own,
    });
    if (lines.some((line) => 'error' in line)) throw new Error(JSON.stringify(lines));
  };
  await page.act({ do: 'clock', to: '2026-03-02T02:00:00.000Z', seed: 1 });
  await connect(productId, { protocols: ['v2', 'v2-kit'], ...changes });
  const order: Shop['order'] = async (more) => {
    const lines = await page.act({ do: 'buy', product: productId, buyer: 'hw-buyer', ...more });
    const entries = lines.flatMap((line) => ('entry' in line ? [line.entry as Entry] : []));
    const placed = entries.find((entry) => entry.type === 'order');
    if (placed?.type === 'order' && placed.instance !== undefined)
      return { key: placed.instance, id: placed.order };
    throw new Error(JSON.stringify(lines));
  };
  return { ...page, connect, order, buy: async (more) => (await order(more)).key };
}

/** The values of the first offer of the form of a product. */
export function offers({ html }: Shown): readonly string[] {
  return [...html.matchAll(/name="offer" value="([^"]+)"/g)].map(([, value]) => value ?? '');
}

/** The forms of the acts on an instance, with the values that a browser would send. */
export function actForms({ html }: Shown): ReadonlyMap<string, Record<string, string>> {
  const forms = [...html.matchAll(/<details class="act[^"]*"[\s\S]*?<form[\s\S]*?<\/form>/g)].map(
    ([form]) => {
      const inputs = [...form.matchAll(/<input [^>]*>/g)].map(([input]) => [
        attribute(input, 'name'),
        attribute(input, 'value'),
      ]);
      const selects = [...form.matchAll(/<select ([^>]*)>([\s\S]*?)<\/select>/g)].map(
        ([, tag = '', options = '']) => {
          const chosen = /<option [^>]*selected[^>]*>/.exec(options) ?? /<option [^>]*>/.exec(options);
          return [attribute(tag, 'name'), attribute(chosen?.[0] ?? '', 'value')];
        },
      );
      const fields = Object.fromEntries([...inputs, ...selects]) as Record<string, string>;
      delete fields.token;
      return [fields.act ?? '', fields] as const;
    },
  );
  return new Map(forms);
}

/** Sends the form of an act as it is, with changes. */
export async function press(
  page: OpenConsole,
  key: number,
  act: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<Shown> {
  const path = `/instances/${key}`;
  const form = actForms(await page.get(path)).get(act);
  if (!form) throw new Error(`${act} is not possible`);
  return page.post(path, { ...form, ...changes });
}

function attribute(tag: string, name: string): string {
  return new RegExp(` ?${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? '';
}
