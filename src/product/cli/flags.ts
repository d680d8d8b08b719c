import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { integer } from '../../cli/flags/value.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { ConfirmOptions } from '../../seller/cli/confirm-impact.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags } from '../../seller/cli/worksheet.ts';
import type { Attribute } from '../../seller/contract.ts';
import { both } from '../../text/translate.ts';

/** The sentence that every command of the contract has in its description. */
export const ownContract =
  "Huawei publishes no API for this: the contract is koo's own, served by the sandbox and by endpoints that follow it.";

/** The argument that names a product. */
export const productArgs = {
  id: Args.string({
    required: true,
    parse: async (text) => parseProductId(text),
    description: 'Product id, such as OFFI758576253042421760.',
  }),
};

/** Flags of commands that change something. */
export const changeFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
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
  sku: Flags.string({ helpValue: 'CODE', summary: 'Specification; see koo product get ID.' }),
};

/** The flag that names the document. */
export const documentFlags = {
  file: Flags.string({
    char: 'f',
    required: true,
    helpValue: 'FILE',
    summary: 'Configuration document, YAML or JSON; - is stdin.',
  }),
};

/** Flags of `koo product credit set`. */
export const creditFlags = {
  'cash-coupon': Flags.option({ options: ['on', 'off'] as const })({ summary: 'Credit cash coupons.' }),
  'credit-line': Flags.option({ options: ['off', 'all', 'specified'] as const })({
    summary: 'Credit line: for nobody, everybody, or the users on its list.',
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
    summary: 'Product (with --sku: specification) whose buyers may buy; repeatable.',
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
export type LimitOptions = ChangeOptions & OwnValues<typeof limitFlags>;

/** Flags of `koo product trial set`. */
export const trialFlags = {
  ...skuFlags,
  days: integer({ helpValue: 'N', summary: 'Length of the trial, 3 to 180.' }),
  'open-to': Flags.option({ options: ['all', 'specified'] as const })({
    summary: 'Everybody, or the users on its list.',
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
    summary: 'By how much; negative lowers it (--delta=-5).',
  }),
  note: Flags.string({ required: true, helpValue: 'TEXT', summary: 'Why; the console asks for it too.' }),
  'request-id': Flags.string({
    helpValue: 'ID',
    summary: 'Id of an adjustment whose outcome is unknown, to go on with it.',
  }),
  ...changeFlags,
};
export type StockOptions = ChangeOptions & OwnValues<typeof stockFlags>;

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
export type ApplyOptions = ChangeOptions & OwnValues<typeof applyFlags>;

/** The argument that names an attribute. */
export const attributeArgs = { code: Args.string({ required: true, description: 'Code of the attribute.' }) };

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
    both('{input}: {text} is no product id: letters, digits, - and _', { input, text: JSON.stringify(text) }),
    both('koo product list shows the ids.'),
  );
}
