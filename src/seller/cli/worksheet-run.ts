import type { Target } from '../../account/cli/session.ts';
import { assertNew } from '../../cli/files/new-file.ts';
import { openOutputFile } from '../../cli/files/output-file.ts';
import type { SiteId } from '../../openapi/sites.ts';
import type { Localized } from '../../text/localized.ts';
import { shellWord } from '../../text/shell-word.ts';
import { both } from '../../text/translate.ts';
import { sellerAttributes } from '../plan.ts';
import { renderWorksheet, type WorksheetBasis, worksheetSteps } from '../worksheet/worksheet.ts';
import type { Present, SellerConfigWork, WorksheetResult } from './worksheet.ts';

/** A worksheet that is asked for. */
export interface WorksheetOrder {
  /** `-` for stdout. */
  readonly file: string;
  readonly target: Target;
  /** Whether a flag named the site. */
  readonly siteGiven: boolean;
  readonly notice: (text: Localized) => void;
  readonly plan: SellerConfigWork<unknown>['plan'];
}

/**
 * Writes a worksheet computed from what is there at present, as far as that is known. It is not kept.
 *
 * @throws KooError
 */
export async function writeWorksheet(
  { file, target, siteGiven, notice, plan }: WorksheetOrder,
  present: Present,
  site: SiteId,
): Promise<WorksheetResult> {
  await assertNewSheet(file);
  const { product, changes, notes = [], remaining = [], check: own } = await plan(present);
  const basis = { kind: present.kind, ...(await knownOf(present, product)) };
  const live = { of: 'server', command: lookCommand(product) } as const;
  const asked = present.kind === 'live' ? live : own;
  const check = asked && { ...asked, command: [asked.command, ...flagsOf(target, siteGiven)].join(' ') };
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
  // Without a change there is no worksheet that would tell it.
  if (changes.length === 0) for (const note of [...notes, ...remaining]) notice(note);
  const markdown = changes.length > 0 ? renderWorksheet(input) : '';
  const isFile = file !== '-' && markdown !== '';
  if (isFile) {
    const output = await openOutputFile(file, 0o600, 'worksheet');
    output.write(markdown);
    output.finish();
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

/** What the warnings and the names of specifications are taken from. */
async function knownOf(present: Present, product: string): Promise<Omit<WorksheetBasis, 'kind'>> {
  if (product === sellerAttributes) return {};
  return { configuration: await present.configuration(product), product: await present.product(product) };
}

/** The command that shows what the server knows. */
function lookCommand(product: string): string {
  return `koo product ${product === sellerAttributes ? 'attribute list' : `get ${shellWord(product)}`}`;
}

/** The flags that a command needs to come to the same place. */
function flagsOf({ name, profile, site, endpoint }: Target, siteGiven: boolean): readonly string[] {
  const isOf = profile?.site === site;
  return [
    ...(name === undefined || !isOf ? [] : ['--profile', shellWord(name)]),
    ...(isOf && !siteGiven ? [] : ['--site', site]),
    ...(endpoint === undefined || (isOf && profile?.endpoint === endpoint)
      ? []
      : ['--endpoint', shellWord(endpoint)]),
  ];
}

/** A worksheet in which a colleague has ticked steps off, and any other file, is not written over. */
async function assertNewSheet(file: string): Promise<void> {
  if (file === '-') return;
  const named = both('--worksheet: {file}', { file });
  await assertNew(file, named, both('Name another file, or remove this one; - prints the worksheet.'));
}
