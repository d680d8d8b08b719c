import * as Flags from '@oclif/core/flags';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { PresentCommand } from '../../app/changing-command.ts';
import type { Effects } from '../../cli/command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import * as shared from '../../product/cli/flags.ts';
import type { Validation } from '../../product/cli/validate.ts';
import type { DocumentFault } from '../../product/document/faults.ts';
import { fromFlags } from '../../seller/cli/worksheet.ts';

export default class ProductValidate extends PresentCommand<Validation> {
  static override summary = 'Check a configuration document.';
  static override description =
    'Tells every fault at once, with line, column, the rule and the page that states it: the form of the document, its ' +
    'files of users, and all rules of the seller configuration. Rules that need the product itself are applied where it ' +
    'can be read. Exit 7 when there is an error, 2 when the text is no document; warnings do not fail. ' +
    `The form: schema/product.schema.json and docs/product-document.md of the package.\n${shared.ownContract}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> -f product.yaml --offline',
    '<%= config.bin %> product get OFFI758576253042421760 -o yaml --site sandbox | <%= config.bin %> <%= command.id %> -f - --site sandbox',
    "<%= config.bin %> <%= command.id %> -f product.yaml --json --query 'faults[].[line, rule]'",
  ];
  static override flags = {
    ...shared.documentFlags,
    offline: Flags.boolean({ summary: 'Read nothing but the document; no site is asked.' }),
    ...fromFlags,
    ...apiFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  #text = () => '';

  override async run(): Promise<Validation> {
    const { flags } = await this.parse(ProductValidate);
    const { showValidation, validateDocument } = await import('../../product/cli/validate.ts');
    const { validation, line } = await validateDocument(flags, this.documentHost);
    this.#text = () => showValidation(validation, line);
    return validation;
  }

  protected override show(): string {
    return this.#text();
  }

  protected override records({ faults }: Validation): readonly DocumentFault[] {
    return faults;
  }

  protected override readonly optionalFields = ['file'];

  protected override exitCode({ valid }: Validation): ExitCode {
    return valid ? ExitCode.success : ExitCode.check;
  }
}
