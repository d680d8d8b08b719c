import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { integer, yesFlag } from '../../cli/flags/value.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { ConfirmOptions } from '../../seller/cli/confirm-impact.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags } from '../../seller/cli/worksheet.ts';
import type { Attribute } from '../../seller/contract.ts';
import { both } from '../../text/translate.ts';

/** The sentence that every command of the contract has in its description. */
export const ownContract =
  'Huawei publishes no API for the product configuration. koo defines its own; the sandbox and compatible endpoints implement it.';

/** The argument that names a product. */
export const productArgs = {
  id: Args.string({
    required: true,
    parse: async (text) => parseProductId(text),
    description: 'Product ID, such as OFFI758576253042421760.',
  }),
};

/** Flags of commands that change something. */
export const changeFlags = {
  yes: yesFlag,
  ...worksheetFlags,
  ...apiFlags,
};

/** Values of {@link changeFlags}. */
export interface ChangeOptions extends ConfigOptions, ConfirmOptions {}

/** Values of flags, without the global ones. */
type OwnValues<Flags extends FlagInput> = Pick<
  InferredFlags<Flags>,
  keyof Flags & keyof InferredFlags<Flags>
>;

/** The flag that names a specification. */
export const skuFlags = {
  sku: Flags.string({
    helpValue: 'CODE',
    summary: 'Specification code; koo product get ID shows the codes.',
  }),
};

/** The argument that names the document. */
export const documentArgs = {
  file: Args.string({ description: 'Configuration document, YAML or JSON; - reads stdin.' }),
};

/** The flag that named the document before there was an argument. */
export const documentFlags = {
  file: Flags.string({ char: 'f', hidden: true, helpValue: 'FILE', summary: 'Same as the argument FILE.' }),
};

/**
 * The document that an argument or a flag names.
 *
 * @throws KooError (usage) `MISSING_ARGUMENT`, `FLAG_CONFLICT`
 */
export function documentPath(argument: string | undefined, flag: string | undefined): string {
  if (argument !== undefined && flag !== undefined) {
    throw usageError(
      'FLAG_CONFLICT',
      both('The argument FILE and --file cannot be used together'),
      both('Name the document once, as an argument.'),
    );
  }
  const path = argument ?? flag;
  if (path !== undefined) return path;
  throw usageError(
    'MISSING_ARGUMENT',
    both('Missing argument: {names}', { names: both('FILE (the configuration document)') }),
    both('Name the document, for example product.yaml; - reads stdin.'),
  );
}

/** Flags of `koo product credit set`. */
export const creditFlags = {
  'cash-coupon': Flags.option({ options: ['on', 'off'] as const })({
    summary: 'Payment with credit cash coupons.',
  }),
  'credit-line': Flags.option({ options: ['off', 'all', 'specified'] as const })({
    summary: 'Payment with the credit line: off, for all users, or for the users on its list.',
  }),
  ...changeFlags,
};
export type CreditOptions = ChangeOptions & OwnValues<typeof creditFlags>;

/** Flags of `koo product audience set`. */
export const audienceFlags = {
  ...skuFlags,
  associated: Flags.string({
    multiple: true,
    delimiter: ',',
    helpValue: 'ID',
    summary: 'Associated product, or with --sku specification, whose buyers may buy; repeatable.',
  }),
  ...changeFlags,
};
export type AudienceOptions = ChangeOptions & OwnValues<typeof audienceFlags>;

/** Flags of `koo product limit set`. */
export const limitFlags = {
  ...skuFlags,
  once: Flags.boolean({
    aliases: ['once-per-customer'],
    exclusive: ['max'],
    summary: 'Each customer may buy it once.',
  }),
  'again-after-expiry': Flags.boolean({
    summary: 'With --once: allow another purchase after the resource expires.',
  }),
  max: integer({
    aliases: ['max-quantity'],
    helpValue: 'N',
    summary: 'Maximum of the quantity attribute.',
  }),
  ...changeFlags,
};
export type LimitOptions = ChangeOptions & OwnValues<typeof limitFlags>;

/** Flags of `koo product trial set`. */
export const trialFlags = {
  ...skuFlags,
  days: integer({ helpValue: 'N', summary: 'Length of the trial in days, 3 to 180.' }),
  'open-to': Flags.option({ options: ['all', 'specified'] as const })({
    summary: 'All users, or the users on the list of the trial.',
  }),
  ...changeFlags,
};
export type TrialOptions = ChangeOptions & OwnValues<typeof trialFlags>;

/** Flags of `koo product stock add`. */
export const stockFlags = {
  ...skuFlags,
  delta: integer({
    required: true,
    helpValue: 'N',
    summary: 'Quantity to add; a negative number lowers the stock (--delta=-5).',
  }),
  note: Flags.string({
    required: true,
    helpValue: 'TEXT',
    summary: 'Reason for the adjustment; the console also asks for it.',
  }),
  'request-id': Flags.string({
    helpValue: 'ID',
    summary: 'Request ID of an adjustment whose outcome is unknown, to run it again.',
  }),
  ...changeFlags,
};
export type StockOptions = ChangeOptions & OwnValues<typeof stockFlags>;

/** Flags of `koo product apply`. */
export const applyFlags = {
  ...documentFlags,
  'dry-run': Flags.boolean({ summary: 'Show the differences without sending anything.' }),
  'allow-replace': Flags.boolean({
    summary:
      'Accept a users file that replaces every user on its list, or whose IDs do not look like account IDs.',
  }),
  'write-version': Flags.boolean({
    allowNo: true,
    summary:
      'Write the new version into the file, leaving the rest unchanged. This is the default for a file that has a version; --no-write-version turns it off.',
  }),
  ...changeFlags,
};
export type ApplyOptions = ChangeOptions & OwnValues<typeof applyFlags> & { readonly file: string };

/** The argument that names an attribute. */
export const attributeArgs = { code: Args.string({ required: true, description: 'Attribute code.' }) };

/** Flags that describe an attribute. */
export const attributeFlags = {
  'name-en': Flags.string({ helpValue: 'NAME', summary: 'Name in English.' }),
  'name-zh': Flags.string({ helpValue: 'NAME', summary: 'Name in Chinese.' }),
  description: Flags.string({ helpValue: 'TEXT', summary: 'Description.' }),
  values: Flags.string({
    helpValue: 'A,B',
    multiple: true,
    delimiter: ',',
    summary: 'Values of an enumeration, up to 10.',
  }),
  min: integer({ helpValue: 'N', summary: 'Minimum quantity.' }),
  max: integer({ helpValue: 'N', summary: 'Maximum quantity.' }),
  step: integer({ helpValue: 'N', summary: 'Quantity step.' }),
};
/** Values of the flags that make an attribute. */
export type AttributeOptions = ChangeOptions &
  Partial<OwnValues<typeof attributeFlags>> & { readonly type?: Attribute['type'] | undefined };

/**
 * Lets what may be the id of a product through: it stands in paths, and in commands that a person copies.
 *
 * @param input the argument or flag that gave it
 * @throws KooError (usage, `INVALID_PRODUCT_ID`)
 */
function parseProductId(text: string, input = 'ID'): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw usageError(
    'INVALID_PRODUCT_ID',
    both('{input}: {text} is not a valid product ID; use letters, digits, - and _', {
      input,
      text: JSON.stringify(text),
    }),
    both('koo product list shows the product IDs.'),
  );
}
