import { KooError } from '../../errors/koo-error.ts';
import { sellerAttributes } from '../../seller/change.ts';
import type { Present } from '../../seller/cli/model.ts';
import { listKey } from '../../seller/list-key.ts';
import type { ListRef } from '../../seller/model.ts';
import type { KnownConfiguration } from '../../seller/plan.ts';
import type { Localized } from '../../text/localized.ts';
import type { ProductDocument } from '../document/document.ts';
import { desiredOf, listsOf } from '../plan/document.ts';
import { loadDocument } from './document-file.ts';
import { holdDocument } from './document-rules.ts';

type DocumentReader = Parameters<typeof loadDocument>[1];

/**
 * What is there at present as a configuration document tells it: what the document leaves out is not known.
 *
 * @param path of the document; `-` is stdin
 * @param bytes what it holds
 * @throws KooError (usage) when it is no document, has an error of form, or is of another product than is asked about
 */
export async function presentOfDocument(
  path: string,
  bytes: Uint8Array,
  readUsers: DocumentReader,
  notice: (text: Localized) => void,
): Promise<Present> {
  const { document, file, faults } = await loadDocument(path, readUsers, bytes);
  holdDocument(faults, file, notice);
  if (!document) throw new TypeError('a document without faults of form');
  const lists = new Map(listsOf(document).map((list) => [listKey(list), list.users]));
  const requireProduct = (id: string) => {
    if (id !== sellerAttributes && id !== document.product) throw otherProduct(file, document.product, id);
  };
  return {
    kind: 'file',
    product: async (id) => {
      requireProduct(id);
      return undefined;
    },
    configuration: async (id) => {
      requireProduct(id);
      return configurationOf(document);
    },
    attributes: async () => document.attributes ?? [],
    hasList: (ref: ListRef) => lists.has(listKey(ref)),
    users: async function* (id, ref) {
      requireProduct(id);
      yield lists.get(listKey(ref)) ?? [];
    },
  };
}

/** A section that is there says all of it. */
function configurationOf(document: ProductDocument): KnownConfiguration {
  const { audience, credit, purchase_limits, attributes, trial } = desiredOf(document, undefined);
  const trials = Object.entries(trial ?? {}).flatMap(([sku, { days, open_to }]) =>
    days !== undefined && open_to !== undefined ? [[sku, { days, open_to }] as const] : [],
  );
  return {
    product_id: document.product,
    ...(audience && {
      audience: {
        ...audience.product,
        ...(audience.skus && { skus: withoutNulls(audience.skus) }),
      },
    }),
    ...(credit && { credit }),
    ...(purchase_limits && { purchase_limits: withoutNulls(purchase_limits) }),
    ...(document.stock && { stock: stockOf(document.stock) }),
    trial: Object.fromEntries(trials),
    ...(attributes && { attributes }),
  };
}

function withoutNulls<Value>(record: Readonly<Record<string, Value | null>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function stockOf(stock: NonNullable<ProductDocument['stock']>): NonNullable<KnownConfiguration['stock']> {
  return Object.fromEntries(
    Object.entries(stock).map(([sku, { available, sold = 0 }]) => [sku, { available, sold }]),
  );
}

function otherProduct(file: string, product: string, wanted: string): KooError {
  return new KooError({
    category: 'usage',
    code: 'OTHER_PRODUCT',
    message: {
      en: `--from: ${file} is of the product ${product}, not of ${wanted}`,
      zh: `--from：${file} 描述的是商品 ${product}，而不是 ${wanted}`,
    },
    hint: {
      en: 'Name a document of the same product, such as koo product get -o yaml writes it.',
      zh: '请指定同一商品的配置文件，例如 koo product get -o yaml 的输出。',
    },
  });
}
