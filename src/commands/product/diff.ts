import { apiFlags } from '../../account/cli/api-flags.ts';
import { type Effects, PresentCommand } from '../../app/base/changing-command.ts';
import { ExitCode } from '../../errors/exit-codes.ts';
import type { ProductDiff } from '../../product/cli/diff.ts';
import * as shared from '../../product/cli/flags.ts';
import { fromFlags } from '../../seller/cli/worksheet.ts';
import { t } from '../../text/translate.ts';

export default class ProductDiffCommand extends PresentCommand<ProductDiff> {
  static override summary = 'Compare a configuration document with the product.';
  static override description = [
    'Shows what koo product apply would change: + is added, - is removed, ~ is changed. What the document omits stays unchanged. Exit 0 without differences, 7 with differences, 2 when the document breaks a rule.',
    'With --from, compares with another document and contacts no site.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> product.yaml --site sandbox',
    '<%= config.bin %> product get OFFI758576253042421760 -o yaml --site sandbox | <%= config.bin %> <%= command.id %> - --site sandbox',
  ];
  static override args = shared.documentArgs;
  static override flags = { ...shared.documentFlags, ...fromFlags, ...apiFlags };
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  override async run(): Promise<ProductDiff> {
    const { args, flags } = await this.parse(ProductDiffCommand);
    const { diffDocument, renderDiff } = await import('../../product/cli/diff.ts');
    const { diff, shown } = await diffDocument(
      { ...flags, file: shared.documentPath(args.file, flags.file) },
      this.documentHost,
    );
    if (diff.changes.length > 0) this.render = () => renderDiff(shown);
    return diff;
  }

  protected override render = () => t('No differences.');

  protected override readonly exitCode = ({ changes }: ProductDiff) =>
    changes.length === 0 ? ExitCode.success : ExitCode.check;
}
