import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags } from '../../seller/cli/worksheet.ts';

const listChoices = ['audience', 'credit-line', 'trial'] as const;

const listFlags = {
  product: Flags.string({
    helpValue: 'ID',
    summary: 'Product ID. If it is left out, koo asks for it on a terminal.',
  }),
  sku: Flags.string({
    helpValue: 'CODE',
    summary:
      'Specification, for a list of a specification. Required for trial if the product has several trials.',
  }),
  list: Flags.option({ options: listChoices })({
    default: 'audience',
    summary: 'Users who may buy (audience), pay with the credit line (credit-line), or try (trial).',
  }),
};

/** Flags of a command that reads a list, and of one that changes it, beside its own. */
export const readFlags = { ...listFlags, ...apiFlags };
export const changeFlags = { ...listFlags, ...worksheetFlags, ...apiFlags };

export type ListOptions = ConfigOptions & Values<typeof listFlags>;
type Values<Of extends FlagInput> = Pick<InferredFlags<Of>, keyof Of & string>;

/** Flags of `koo users add` beside those of the list. */
export const addFlags = {
  name: Flags.string({ helpValue: 'NAME', dependsOn: ['id'], summary: 'Account name.' }),
  id: Flags.string({ helpValue: 'ID', dependsOn: ['name'], summary: 'Account ID.' }),
};

/** Flags of `koo users remove` beside those of the list. */
export const removeFlags = { yes: yesFlag };

/** Flags of `koo users sync` beside those of the list. */
export const syncFlags = {
  'dry-run': Flags.boolean({ summary: 'Show the changes without making them.' }),
  ...removeFlags,
  remove: Flags.boolean({
    allowNo: true,
    default: true,
    summary: 'Remove users who are not in the file; --no-remove keeps them on the list.',
  }),
  'allow-empty': Flags.boolean({ summary: 'Accept a file without users as an empty list.' }),
  'allow-replace': Flags.boolean({
    summary: 'Accept a file that replaces all users on the list, or that has no ID of the usual form.',
  }),
};

/** Flags of `koo users export` beside those of the list. */
export const exportFlags = { force: Flags.boolean({ summary: 'Overwrite an existing file.' }) };

export type AddOptions = ListOptions & Partial<Values<typeof addFlags>>;
export type RemoveOptions = ListOptions & Values<typeof removeFlags>;
export type SyncOptions = ListOptions & Values<typeof syncFlags>;
export type ExportOptions = ListOptions & Values<typeof exportFlags>;

/** Ends the description of each command that changes a list. */
export const ownContract =
  "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei. koo sends nothing to Huawei's sites; see --worksheet.";

/** Ends the description of each command that reads a list. */
export const ownContractOfReading =
  "The interface is koo's own contract (docs/api/seller-config.openapi.yaml), not published by Huawei. koo does not query Huawei's sites; see the lists in the seller console.";

/** The input formats, for the description of each command that reads a file. */
export const inputForms =
  'The input is CSV, TSV, NDJSON, a JSON array, or lines of name:id, in UTF-8, UTF-16 or GBK (as Excel in China writes it), up to 64 MB. CSV and TSV have a header in English or Chinese, such as account_name,account_id or 华为云账号名,华为云账号ID, with the columns in any order; the header can be left out if the first row is a name and an ID.';
