import type { CodeEntry } from './entry.ts';
import { codeFamily } from './entry.ts';

const own = {
  en: "koo's own contract, not Huawei's: Huawei publishes no API for seller configuration.",
  zh: '这是 koo 自有的契约，不是华为云的：华为云没有公布商品配置的接口。',
};

/** Codes of koo's own contract for seller configuration; the others it answers with are those of `order-usage`. */
export const sellerConfigCodes: readonly CodeEntry[] = codeFamily(
  'seller-config',
  {
    http: [],
    occurs: [{ in: 'seller-config', calls: ['sellerConfiguration'] }],
    sources: ['docs/api/seller-config.openapi.yaml'],
  },
  [
    {
      code: 'MKT.0409',
      http: [409],
      meaning: { en: 'the configuration has changed in the meantime', zh: '配置在此期间已被修改' },
      cause: {
        en: 'The version that the change was made for (If-Match) is no longer the current one.',
        zh: '修改所依据的版本（If-Match）已不是当前版本。',
      },
      next: {
        en: 'Fetch the configuration again (koo product get), and apply the change to it.',
        zh: '请重新获取配置（koo product get），再在其上修改。',
      },
      notes: [own],
    },
    {
      code: 'MKT.9001',
      http: [404],
      meaning: { en: 'the product or attribute does not exist', zh: '商品或属性不存在' },
      next: {
        en: 'Check the product id (koo product list), or the code of the attribute (koo product attribute list).',
        zh: '请检查商品 ID（koo product list）或属性编码（koo product attribute list）。',
      },
      notes: [
        own,
        {
          en: "With HTTP 500 it is Huawei's code for an instance that does not exist.",
          zh: 'HTTP 状态码为 500 时，是华为云表示实例不存在的结果码。',
        },
      ],
    },
  ],
);
