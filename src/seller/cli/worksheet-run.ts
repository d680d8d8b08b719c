import type { Target } from '../../account/cli/target.ts';
import { assertNewFile } from '../../cli/files/new-file.ts';
import { openOutputFile } from '../../cli/files/output-file.ts';
import type { SiteId } from '../../openapi/sites.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both, type Localized } from '../../text/translate.ts';
import { sellerAttributes } from '../plan.ts';
import { renderWorksheet, type WorksheetBasis, worksheetSteps } from '../settings/worksheet.ts';
import type { Present, SellerConfigWork, WorksheetResult } from './worksheet.ts';

export interface WorksheetRequest {
  /** `-` for stdout. */
  readonly file: string;
  readonly target: Target;
  /** Whether a flag named the site. */
  readonly hasSiteFlag: boolean;
  readonly notice: (text: Localized) => void;
  readonly plan: SellerConfigWork<unknown>['plan'];
}

/** Writes a worksheet computed from the present state, as far as it is known. @throws KooError */
export async function writeWorksheet(
  { file, target, hasSiteFlag, notice, plan }: WorksheetRequest,
  present: Present,
  site: SiteId,
): Promise<WorksheetResult> {
  // A colleague may have ticked off steps in an earlier worksheet.
  const otherFile = both('Choose another file, or remove this one; - prints the worksheet.');
  if (file !== '-') await assertNewFile(file, both('--worksheet: {file}', { file }), otherFile);
  const { product, changes, notes = [], remaining = [], check: own } = await plan(present);
  const basis: WorksheetBasis = {
    kind: present.kind,
    ...(product !== sellerAttributes && {
      configuration: await present.configuration(product),
      product: await present.product(product),
    }),
  };
  const show = product === sellerAttributes ? 'attribute list' : `get ${shellWord(product)}`;
  const live = { of: 'server', command: `koo product ${show}` } as const;
  const base = present.kind === 'live' ? live : own;
  const check = base && { ...base, command: [base.command, ...flagsOf(target, hasSiteFlag)].join(' ') };
  const input = {
    product,
    site,
    changes,
    basis,
    notes,
    remaining,
    madeAt: new Date(),
    ...(check && { check }),
  };
  // Without a change there is no worksheet to carry the notes.
  if (changes.length === 0) for (const note of [...notes, ...remaining]) notice(note);
  const markdown = changes.length > 0 ? renderWorksheet(input) : '';
  const isFile = file !== '-' && markdown !== '';
  if (isFile) {
    const output = await openOutputFile(file, 0o600, 'worksheet');
    output.write(markdown);
    await output.finish();
  }
  return {
    product,
    site,
    ...(isFile && { file }),
    changes,
    ...(check && { check: check.command }),
    steps: worksheetSteps(input),
    notes,
    remaining,
    markdown,
  };
}

/** The flags with which a command reaches the same site. */
function flagsOf({ name, profile, site, endpoint }: Target, hasSiteFlag: boolean): readonly string[] {
  const isOf = profile?.site === site;
  const isKnown = endpoint === undefined || (isOf && profile?.endpoint === endpoint);
  return [
    ...(name === undefined || !isOf ? [] : ['--profile', shellWord(name)]),
    ...(isOf && !hasSiteFlag ? [] : ['--site', site]),
    ...(isKnown ? [] : ['--endpoint', shellWord(endpoint)]),
  ];
}
