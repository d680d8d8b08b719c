import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../account/cli/api-flags.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags } from '../../seller/cli/worksheet.ts';

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

/** Flags of a command that reads a list, and of one that changes it, beside its own. */
export const readFlags = { ...listFlags, ...apiFlags };
export const changeFlags = { ...listFlags, ...worksheetFlags, ...apiFlags };

/** Which list, and how to talk to whom about it. */
export type ListOptions = ConfigOptions & Values<typeof listFlags>;
type Values<Of extends FlagInput> = Pick<InferredFlags<Of>, keyof Of & string>;

/** Flags of `koo users add` beside those of the list. */
export const addFlags = {
  name: Flags.string({ helpValue: 'NAME', dependsOn: ['id'], summary: 'Name of the account.' }),
  id: Flags.string({ helpValue: 'ID', dependsOn: ['name'], summary: 'ID of the account.' }),
};

/** Flags of `koo users remove` beside those of the list. */
export const removeFlags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation.' }) };

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
export const ownContract =
  "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei: on Huawei's sites nothing is sent, see --worksheet.";

/** What the commands that read a list say of it. */
export const ownContractOfReading =
  "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei: on Huawei's sites nothing is asked; the lists are in the seller console.";

/** What the commands that read a file say of it. */
export const inputForms =
  'Input is CSV or TSV (a header in English or Chinese, such as account_name,account_id or 华为云账号名,华为云账号ID, in any order; none is needed where the first row is a name and an id), NDJSON, a JSON array, or lines of name:id; in UTF-8, UTF-16, or GBK as Excel in China writes it; up to 64 MB.';
