import { ChangingCommand, type Effects } from '../../app/base/changing-command.ts';
import { printText } from '../../cli/output/edge.ts';
import type { Applied } from '../../product/cli/apply.ts';
import type { ShownPlan } from '../../product/cli/diff.ts';
import * as shared from '../../product/cli/flags.ts';
import { isWorksheet, type WorksheetResult } from '../../seller/cli/worksheet.ts';
import { t } from '../../text/translate.ts';

export default class ProductApply extends ChangingCommand<Applied> {
  static override summary = 'Apply a configuration document to a product.';
  static override description = [
    'Shows the differences and asks for confirmation; a change that affects buyers must be confirmed with the product ID.',
    'Sends all changes in one request: either all of them take effect or none. If the configuration changed in the meantime, nothing is applied: exit 5, and the other changes are shown.',
    'Without a terminal, or with the document on stdin, --yes is required.',
    shared.ownContract,
  ].join('\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %> product.yaml --dry-run --site sandbox',
    '<%= config.bin %> <%= command.id %> product.yaml --yes --site sandbox',
    '<%= config.bin %> <%= command.id %> product.yaml --site cn --worksheet steps.md',
  ];
  static override args = shared.documentArgs;
  static override flags = shared.applyFlags;
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  #diff = () => '';

  override async run(): Promise<Applied | WorksheetResult> {
    const { args, flags } = await this.parse(ProductApply);
    const { applyDocument } = await import('../../product/cli/apply.ts');
    const { renderDiff: showDiff } = await import('../../product/cli/diff.ts');
    const showPlan = (shown: ShownPlan) => {
      // Shown before a question; otherwise beside the result, but not beside a document for machines.
      const isAsked = !flags.yes && process.stdin.isTTY && process.stderr.isTTY;
      if (!isAsked && (flags.quiet || this.format !== 'table')) return;
      printText(`${showDiff(shown, process.stderr)}\n`, process.stderr);
    };
    const result = await applyDocument(
      { ...flags, file: shared.documentPath(args.file, flags.file) },
      { ...this.context, showPlan },
    );
    if (isWorksheet(result)) return result;
    this.#diff = () => showDiff(result.shown);
    return result.applied;
  }

  protected override readonly renderChange = ({ product, version, applied, changes }: Applied): string => {
    if (applied) return t('Applied: {product} is at version {version}', { product, version: version ?? '' });
    if (changes.length === 0) {
      if (version === null) return t('Nothing to change.');
      return t('{product} is at version {version}', { product, version });
    }
    return this.#diff();
  };
}
