import type { Target } from '../../account/cli/target.ts';
import { assertNewFile } from '../../cli/files/new-file.ts';
import { openOutputFile } from '../../cli/files/output-file.ts';
import type { SiteId } from '../../openapi/sites.ts';
import type { Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both } from '../../text/translate.ts';
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

/**
 * Writes a worksheet computed from the present state, as far as it is known.
 *
 * @throws KooError
 */
export async function writeWorksheet(
  { file, target, hasSiteFlag, notice, plan }: WorksheetRequest,
  present: Present,
  site: SiteId,
): Promise<WorksheetResult> {
  await assertNewSheet(file);
  const { product, changes, notes = [], remaining = [], check: own } = await plan(present);
  const basis = { kind: present.kind, ...(await knownOf(present, product)) };
  const live = { of: 'server', command: showCommand(product) } as const;
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

/** The source of the warnings and of the names of specifications. */
async function knownOf(present: Present, product: string): Promise<Omit<WorksheetBasis, 'kind'>> {
  if (product === sellerAttributes) return {};
  return { configuration: await present.configuration(product), product: await present.product(product) };
}

function showCommand(product: string): string {
  return `koo product ${product === sellerAttributes ? 'attribute list' : `get ${shellWord(product)}`}`;
}

/** The flags with which a command reaches the same site. */
function flagsOf({ name, profile, site, endpoint }: Target, hasSiteFlag: boolean): readonly string[] {
  const isOf = profile?.site === site;
  return [
    ...(name === undefined || !isOf ? [] : ['--profile', shellWord(name)]),
    ...(isOf && !hasSiteFlag ? [] : ['--site', site]),
    ...(endpoint === undefined || (isOf && profile?.endpoint === endpoint)
      ? []
      : ['--endpoint', shellWord(endpoint)]),
  ];
}

/** Never overwrites a file: a colleague may have ticked off steps in it. */
async function assertNewSheet(file: string): Promise<void> {
  if (file === '-') return;
  const named = both('--worksheet: {file}', { file });
  await assertNewFile(file, named, both('Choose another file, or remove this one; - prints the worksheet.'));
}
