import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags, apiFlagsZh } from '../../account/cli/api-flags.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags, worksheetFlagsZh } from '../../seller/cli/worksheet.ts';

const listChoices = ['audience', 'credit-line', 'trial'] as const;

/** Flags that say which list of which product is meant. */
const listFlags = {
  product: Flags.string({
    helpValue: 'ID',
    summary: 'Product; on a terminal koo asks for it when it is left out.',
  }),
  sku: Flags.string({
    helpValue: 'CODE',
    summary: 'Specification, where the list is of one; needed for trial where there are several trials.',
  }),
  list: Flags.option({ options: listChoices })({
    default: 'audience',
    summary: 'Who may buy (audience), who may pay with the credit line, who may try.',
  }),
};

/** Chinese summaries of {@link listFlags}. */
const listFlagsZh: Readonly<Record<keyof typeof listFlags, string>> = {
  product: '商品 ID；在终端上省略时 koo 会询问。',
  sku: '规格编码，用于规格的名单；有多个试用规格时 trial 名单必须指定。',
  list: '谁可以购买（audience）、谁可以使用信用额度支付（credit-line）、谁可以试用（trial）。',
};

/** Flags of a command that reads a list, and of one that changes it, beside its own. */
export const readFlags = { ...listFlags, ...apiFlags };
export const readFlagsZh = { ...listFlagsZh, ...apiFlagsZh };
export const changeFlags = { ...listFlags, ...worksheetFlags, ...apiFlags };
export const changeFlagsZh = { ...listFlagsZh, ...worksheetFlagsZh, ...apiFlagsZh };

/** Which list, and how to talk to whom about it. */
export type ListOptions = ConfigOptions & Values<typeof listFlags>;
type Values<Of extends FlagInput> = Pick<InferredFlags<Of>, keyof Of & string>;

/** Flags of `koo users add` beside those of the list. */
export const addFlags = {
  name: Flags.string({ helpValue: 'NAME', dependsOn: ['id'], summary: 'Name of the account.' }),
  id: Flags.string({ helpValue: 'ID', dependsOn: ['name'], summary: 'ID of the account.' }),
};

/** Flags of `koo users remove` beside those of the list. */
export const removeFlags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }) };

/** Flags of `koo users sync` beside those of the list. */
export const syncFlags = {
  'dry-run': Flags.boolean({ summary: 'Show what would be changed; change nothing.' }),
  ...removeFlags,
  remove: Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Remove users that the file does not have; --no-remove leaves them on the list.',
  }),
  'allow-empty': Flags.boolean({ summary: 'Take a file without users for an empty list.' }),
  'allow-replace': Flags.boolean({
    summary: 'Replace everybody on the list, and take IDs of another form than any sample has.',
  }),
};

/** Flags of `koo users export` beside those of the list. */
export const exportFlags = { force: Flags.boolean({ summary: 'Replace a file that is there.' }) };

export type AddOptions = ListOptions & Partial<Values<typeof addFlags>>;
export type RemoveOptions = ListOptions & Values<typeof removeFlags>;
export type SyncOptions = ListOptions & Values<typeof syncFlags>;
export type ExportOptions = ListOptions & Values<typeof exportFlags>;

/** What the description of every command of the topic ends with. */
export const ownContract = {
  en: "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei: on Huawei's sites nothing is sent, see --worksheet.",
  zh: '所用接口是 koo 自己的契约（docs/api/seller-config.openapi.yaml），并非华为公开的接口：在华为站点上不发送任何请求，请使用 --worksheet。',
} as const;

/** What the commands that read a list say of it. */
export const ownContractOfReading = {
  en: "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei: on Huawei's sites nothing is asked; the lists are in the seller console.",
  zh: '所用接口是 koo 自己的契约（docs/api/seller-config.openapi.yaml），并非华为公开的接口：在华为站点上不发起请求，名单请在卖家中心查看。',
} as const;

/** What the commands that read a file say of it. */
export const inputForms = {
  en: 'Input is CSV or TSV (a header in English or Chinese, such as account_name,account_id or 华为云账号名,华为云账号ID, in any order; none is needed where the first row is a name and an id), NDJSON, a JSON array, or lines of name:id; in UTF-8, UTF-16, or GBK as Excel in China writes it; up to 64 MB.',
  zh: '输入可以是 CSV 或 TSV（中文或英文表头，如 华为云账号名,华为云账号ID 或 account_name,account_id，顺序不限；首行即为账号名和账号ID 时可无表头）、NDJSON、JSON 数组，或每行一个“账号名:账号ID”；编码为 UTF-8、UTF-16 或国内 Excel 所用的 GBK；最大 64 MB。',
} as const;
