import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { apiFlags, apiFlagsZh } from '../../account/cli/api-flags.ts';
import { integer } from '../../cli/flags/value.ts';
import { KooError } from '../../errors/koo-error.ts';
import { worksheetFlags, worksheetFlagsZh } from '../../seller/cli/worksheet-flags.ts';

/** The sentence that every command of the contract has in its description. */
export const ownContract =
  "Huawei publishes no API for this: the contract is koo's own, served by the sandbox and by endpoints that follow it.";

/** Chinese form of {@link ownContract}. */
export const ownContractZh =
  '华为云未公开此类接口：此接口契约由 koo 自行定义，由沙箱及遵循该契约的服务提供。';

/** The argument that names a product. */
export const productArgs = {
  id: Args.string({
    required: true,
    parse: async (text) => productId(text),
    description: 'Product id, such as OFFI758576253042421760.',
  }),
};
export const productArgsZh = { id: '商品 ID，例如 OFFI758576253042421760。' };

/** Flags of commands that change something. */
export const changeFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
  ...worksheetFlags,
  ...apiFlags,
};
export const changeFlagsZh = { yes: '不再询问。', ...worksheetFlagsZh, ...apiFlagsZh };

/** The flag that names a specification. */
export const skuFlags = {
  sku: Flags.string({ helpValue: 'CODE', summary: 'Specification; see koo product get ID.' }),
};
export const skuFlagsZh = { sku: '规格编码；可用 koo product get ID 查看。' };

/** The flag that names the document. */
export const documentFlags = {
  file: Flags.string({
    char: 'f',
    required: true,
    helpValue: 'FILE',
    summary: 'Configuration document, YAML or JSON; - is stdin.',
  }),
};
export const documentFlagsZh = { file: '配置文件（YAML 或 JSON）；- 表示标准输入。' };

/** Flags that describe an attribute. */
export const attributeFlags = {
  'name-en': Flags.string({ helpValue: 'NAME', summary: 'English name.' }),
  'name-zh': Flags.string({ helpValue: 'NAME', summary: 'Chinese name.' }),
  description: Flags.string({ helpValue: 'TEXT', summary: 'Description.' }),
  values: Flags.string({
    helpValue: 'A,B',
    multiple: true,
    delimiter: ',',
    summary: 'Values of an enumeration; up to 10.',
  }),
  min: integer({ helpValue: 'N', summary: 'Least quantity.' }),
  max: integer({ helpValue: 'N', summary: 'Most quantity.' }),
  step: integer({ helpValue: 'N', summary: 'Step of the quantity.' }),
};
export const attributeFlagsZh: Readonly<Record<keyof typeof attributeFlags, string>> = {
  'name-en': '英文名称。',
  'name-zh': '中文名称。',
  description: '描述。',
  values: '枚举值，最多 10 个。',
  min: '最小值。',
  max: '最大值。',
  step: '步长。',
};

/**
 * Lets what may be the id of a product through: it stands in paths, and in commands that a person copies.
 *
 * @param input the argument or flag that gave it
 * @throws KooError (usage, `INVALID_PRODUCT_ID`)
 */
function productId(text: string, input = 'ID'): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new KooError({
    category: 'usage',
    code: 'INVALID_PRODUCT_ID',
    message: {
      en: `${input}: ${JSON.stringify(text)} is no product id: letters, digits, - and _`,
      zh: `${input}：${JSON.stringify(text)} 不是商品 ID：应由字母、数字、- 和 _ 组成`,
    },
    hint: { en: 'koo product list shows the ids.', zh: '可用 koo product list 查看商品 ID。' },
  });
}
