import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags, apiFlagsZh } from '../../account/cli/api-flags.ts';
import { integer } from '../../cli/flags/value.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { ConfirmOptions } from '../../seller/cli/confirm-impact.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags, worksheetFlagsZh } from '../../seller/cli/worksheet.ts';
import type { Attribute } from '../../seller/contract.ts';

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

/** Values of {@link changeFlags}. */
export interface ChangeOptions extends ConfigOptions, ConfirmOptions {}

/** Values of flags, without the global ones. */
type Own<Flags extends FlagInput> = Pick<InferredFlags<Flags>, keyof Flags & keyof InferredFlags<Flags>>;

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

/** Flags of `koo product credit set`. */
export const creditFlags = {
  'cash-coupon': Flags.option({ options: ['on', 'off'] as const })({ summary: 'Credit cash coupons.' }),
  'credit-line': Flags.option({ options: ['off', 'all', 'specified'] as const })({
    summary: 'Credit line: for nobody, everybody, or the users on its list.',
  }),
  ...changeFlags,
};
export const creditFlagsZh = {
  'cash-coupon': '授信现金券支付。',
  'credit-line': '信用额度支付：关闭、全量用户或指定用户。',
  ...changeFlagsZh,
};
export type CreditOptions = ChangeOptions & Own<typeof creditFlags>;

/** Flags of `koo product audience set`. */
export const audienceFlags = {
  ...skuFlags,
  associated: Flags.string({
    multiple: true,
    delimiter: ',',
    helpValue: 'ID',
    summary: 'Product (with --sku: specification) whose buyers may buy; repeatable.',
  }),
  ...changeFlags,
};
export const audienceFlagsZh = {
  ...skuFlagsZh,
  associated: '关联的商品（与 --sku 一起使用时为规格），其买家可以购买；可重复。',
  ...changeFlagsZh,
};
export type AudienceOptions = ChangeOptions & Own<typeof audienceFlags>;

/** Flags of `koo product limit set`. */
export const limitFlags = {
  ...skuFlags,
  once: Flags.boolean({
    aliases: ['once-per-customer'],
    exclusive: ['max'],
    summary: 'A customer may buy it once.',
  }),
  'again-after-expiry': Flags.boolean({ summary: 'With --once: again once the resource has expired.' }),
  max: integer({
    aliases: ['max-quantity'],
    helpValue: 'N',
    summary: 'The most of the quantity attribute.',
  }),
  ...changeFlags,
};
export const limitFlagsZh = {
  ...skuFlagsZh,
  once: '每个客户限购一次。',
  'again-after-expiry': '与 --once 一起使用：资源到期后可再次购买。',
  max: '数量属性的购买上限。',
  ...changeFlagsZh,
};
export type LimitOptions = ChangeOptions & Own<typeof limitFlags>;

/** Flags of `koo product trial set`. */
export const trialFlags = {
  ...skuFlags,
  days: integer({ helpValue: 'N', summary: 'Length of the trial, 3 to 180.' }),
  'open-to': Flags.option({ options: ['all', 'specified'] as const })({
    summary: 'Everybody, or the users on its list.',
  }),
  ...changeFlags,
};
export const trialFlagsZh = {
  ...skuFlagsZh,
  days: '试用天数，3～180。',
  'open-to': '全部用户，或名单中的指定用户。',
  ...changeFlagsZh,
};
export type TrialOptions = ChangeOptions & Own<typeof trialFlags>;

/** Flags of `koo product stock add`. */
export const stockFlags = {
  ...skuFlags,
  delta: integer({
    required: true,
    helpValue: 'N',
    summary: 'By how much; negative lowers it (--delta=-5).',
  }),
  note: Flags.string({ required: true, helpValue: 'TEXT', summary: 'Why; the console asks for it too.' }),
  'request-id': Flags.string({
    helpValue: 'ID',
    summary: 'Id of an adjustment whose outcome is unknown, to go on with it.',
  }),
  ...changeFlags,
};
export const stockFlagsZh = {
  ...skuFlagsZh,
  delta: '本次补货数量；负数表示减少（--delta=-5）。',
  note: '补货说明。',
  'request-id': '结果不明的调整的 ID，用于继续执行。',
  ...changeFlagsZh,
};
export type StockOptions = ChangeOptions & Own<typeof stockFlags>;

/** Flags of `koo product apply`. */
export const applyFlags = {
  ...documentFlags,
  'dry-run': Flags.boolean({ summary: 'Show the difference, and send nothing.' }),
  'allow-replace': Flags.boolean({
    summary: 'Take a file of users that keeps nobody on its list, or whose ids look like no account ID.',
  }),
  'write-version': Flags.boolean({
    allowNo: true,
    summary:
      'Write the new version into the file, and nothing else; a file with a version gets it unless --no-write-version.',
  }),
  ...changeFlags,
};
export const applyFlagsZh = {
  ...documentFlagsZh,
  'dry-run': '只显示差异，不发送任何更改。',
  'allow-replace': '允许文件中的用户替换名单中的全部用户，以及账号ID 的格式与所有样例都不同。',
  'write-version':
    '将新的 version 写入文件，其余内容保持不变；文件中已有 version 时默认写入，--no-write-version 则不写入。',
  ...changeFlagsZh,
};
export type ApplyOptions = ChangeOptions & Own<typeof applyFlags>;

/** The argument that names an attribute. */
export const attributeArgs = { code: Args.string({ required: true, description: 'Code of the attribute.' }) };
export const attributeArgsZh = { code: '属性编码。' };

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
/** Values of the flags that make an attribute. */
export type AttributeOptions = ChangeOptions &
  Partial<Own<typeof attributeFlags>> & { readonly type?: Attribute['type'] | undefined };

/**
 * Lets what may be the id of a product through: it stands in paths, and in commands that a person copies.
 *
 * @param input the argument or flag that gave it
 * @throws KooError (usage, `INVALID_PRODUCT_ID`)
 */
function productId(text: string, input = 'ID'): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw usageError(
    'INVALID_PRODUCT_ID',
    {
      en: `${input}: ${JSON.stringify(text)} is no product id: letters, digits, - and _`,
      zh: `${input}：${JSON.stringify(text)} 不是商品 ID：应由字母、数字、- 和 _ 组成`,
    },
    { en: 'koo product list shows the ids.', zh: '可用 koo product list 查看商品 ID。' },
  );
}
