import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { FlagInput, InferredFlags } from '@oclif/core/interfaces';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { yesFlag } from '../../cli/flags/value.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { ConfirmOptions } from '../../seller/cli/confirm-impact.ts';
import type { ConfigOptions } from '../../seller/cli/run.ts';
import { worksheetFlags } from '../../seller/cli/worksheet.ts';
import { both } from '../../text/translate.ts';

/** The sentence that every command of the contract has in its description. */
export const ownContract =
  'Huawei publishes no API for the product configuration. koo defines its own; the sandbox and compatible endpoints implement it.';

export const productArgs = {
  id: Args.string({
    required: true,
    parse: async (text) => parseProductId(text),
    description: 'Product ID, such as OFFI758576253042421760.',
  }),
};

export const changeFlags = { yes: yesFlag, ...worksheetFlags, ...apiFlags };

/** Values of {@link changeFlags} and {@link skuFlags}. */
export interface ChangeOptions extends ConfigOptions, ConfirmOptions {
  readonly sku?: string | undefined;
}

/** Values of flags, without the global ones. */
type OwnValues<Flags extends FlagInput> = Pick<
  InferredFlags<Flags>,
  keyof Flags & keyof InferredFlags<Flags>
>;

export const skuFlags = {
  sku: Flags.string({
    helpValue: 'CODE',
    summary: 'Specification code; koo product get ID shows the codes.',
  }),
};

export const documentArgs = {
  file: Args.string({ description: 'Configuration document, YAML or JSON; - reads stdin.' }),
};

/** The flag that named the document before there was an argument. */
export const documentFlags = {
  file: Flags.string({ char: 'f', hidden: true, helpValue: 'FILE', summary: 'Same as the argument FILE.' }),
};

/**
 * Returns the path of the document, from the argument or the flag.
 *
 * @throws KooError (usage) `MISSING_ARGUMENT`, `FLAG_CONFLICT`
 */
export function documentPath(argument: string | undefined, flag: string | undefined): string {
  if (argument !== undefined && flag !== undefined) {
    const message = both('The argument FILE and --file cannot be used together');
    throw usageError('FLAG_CONFLICT', message, both('Name the document once, as an argument.'));
  }
  const path = argument ?? flag;
  if (path !== undefined) return path;
  throw usageError(
    'MISSING_ARGUMENT',
    both('Missing argument: {names}', { names: both('FILE (the configuration document)') }),
    both('Name the document, for example product.yaml; - reads stdin.'),
  );
}

/** Values of the flags of `koo product stock add`. */
export interface StockOptions extends ChangeOptions {
  readonly 'request-id'?: string | undefined;
}

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

/**
 * Checks the form of a product ID, which stands in paths and in commands that a person copies.
 *
 * @throws KooError (usage, `INVALID_PRODUCT_ID`)
 */
function parseProductId(id: string): string {
  if (/^[\w-]+$/.test(id)) return id;
  const facts = { input: 'ID', text: JSON.stringify(id) };
  const message = both('{input}: {text} is not a valid product ID; use letters, digits, - and _', facts);
  throw usageError('INVALID_PRODUCT_ID', message, both('koo product list shows the product IDs.'));
}
