import type { Language } from '../../text/localized.ts';
import type { Report } from '../suite/report.ts';

/** Colours and weights, decided outside: on a plain stream each function gives its text back. */
export interface Paint {
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  bold(text: string): string;
  dim(text: string): string;
}

export interface ReporterOptions {
  /** Language of the texts; `json` carries both whatever is asked for. */
  readonly language: Language;
  /** For `spec`. Default: no colours. */
  readonly paint?: Paint;
  /** For `spec`: false draws its symbols in ASCII. Default true. */
  readonly unicode?: boolean;
  /** For `spec`: columns that long text is wrapped to; wide characters take two. Default 100. */
  readonly width?: number;
}

/** Writes a report in one format. Pure: the same report gives the same text. Ends with a line feed. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
