import * as Flags from '@oclif/core/flags';
import { apiFlags } from '../../account/cli/api-flags.ts';
import { type Effects, PresentCommand } from '../../app/base/changing-command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import * as shared from '../../product/cli/flags.ts';
import type { Validation } from '../../product/cli/validate.ts';
import { fromFlags } from '../../seller/cli/worksheet.ts';

export default class ProductValidate extends PresentCommand<Validation> {
  static override summary = 'Validate a configuration document.';
  static override description = [
    'Reports all faults at once, with line, column, rule and source. Checks the format of the document, the users files it names, and all rules of the seller configuration; rules that depend on the product are checked when the product can be read.',
    'Exit 7 when there is an error, 2 when the text cannot be read as a document; warnings do not fail.',
    'Format: schema/product.schema.json and docs/product-document.md in the package.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> product.yaml --offline',
    '<%= config.bin %> product get OFFI758576253042421760 -o yaml --site sandbox | <%= config.bin %> <%= command.id %> - --site sandbox',
    "<%= config.bin %> <%= command.id %> product.yaml --json --query 'faults[].[line, rule]'",
  ];
  static override args = shared.documentArgs;
  static override flags = {
    ...shared.documentFlags,
    offline: Flags.boolean({ summary: 'Contact no site; check only the document and its users files.' }),
    ...fromFlags,
    ...apiFlags,
  };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<Validation> {
    const { args, flags } = await this.parse(ProductValidate);
    const { renderValidation, validateDocument } = await import('../../product/cli/validate.ts');
    const { validation, line } = await validateDocument(
      { ...flags, file: shared.documentPath(args.file, flags.file) },
      this.documentHost,
    );
    this.render = () => renderValidation(validation, line);
    return validation;
  }

  protected override render = () => '';

  protected override readonly records = ({ faults }: Validation) => faults;

  protected override readonly optionalFields = ['file'];

  protected override readonly exitCode = ({ valid }: Validation) =>
    valid ? ExitCode.success : ExitCode.check;
}
