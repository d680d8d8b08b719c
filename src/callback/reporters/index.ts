import type { ReporterName } from './flag.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { spec } from './spec.ts';
import { tap } from './tap.ts';
import type { Reporter } from './words.ts';

export { type ReportDocument, reportDocument } from './json.ts';
export { specLines, specSummary } from './spec.ts';
export type { Paint, Reporter, ReporterOptions } from './words.ts';

/** The formats of a report, by the name `--reporter` takes. */
export const reporters: Readonly<Record<ReporterName, Reporter>> = { spec, json, junit, tap, markdown, html };
