import { paint } from '../../cli/output/colour.ts';
import { diffHeader, diffLines, diffSummary, type ShownLine } from '../../seller/changes/table.ts';
import type { Product } from '../../seller/model.ts';
import type { Plan } from '../../seller/plan.ts';
import type { Language } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

/** A plan, and what its diff is between. */
export interface ShownPlan {
  readonly plan: Plan;
  readonly product?: Product | undefined;
  /** Name of the document, and the version it gives. */
  readonly file: string;
  readonly version?: string | undefined;
}

type Style = Parameters<typeof paint>[0];

const styles: Readonly<Record<ShownLine['kind'], Style>> = {
  from: 'bold',
  to: 'bold',
  heading: 'cyan',
  add: 'green',
  remove: 'red',
  change: 'yellow',
  note: 'dim',
};

/** A plan as a diff, coloured where the stream shows colours. */
export function showDiff(
  { plan, product, file, version }: ShownPlan,
  language: Language,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const zh = language === 'zh';
  const versionOf = (text: string | undefined) =>
    text === undefined ? '' : zh ? `（版本 ${text}）` : ` (version ${text})`;
  const name = product ? ` ${product.name[language]}` : '';
  const lines = [
    ...diffHeader(`${plan.product_id}${name}${versionOf(plan.version)}`, `${file}${versionOf(version)}`),
    ...diffLines(plan.changes, { language, product }),
  ];
  return [...lines.map((line) => painted(line, stream)), ...remarks(plan, language, stream)].join('\n');
}

/** Lines of a diff, safe and coloured. */
function painted({ kind, text }: ShownLine, stream: NodeJS.WriteStream): string {
  return paint(styles[kind], terminalSafe(text).replaceAll('\n', ' '), stream);
}

function remarks({ changes, cutsOff }: Plan, language: Language, stream: NodeJS.WriteStream): string[] {
  return [
    '',
    ...cutsOff.map((cut) => paint('red', `! ${terminalSafe(cut[language])}`, stream)),
    diffSummary(changes)[language],
  ];
}
