import type { DocumentHost } from '../../product/cli/document-input.ts';
import type { ChangeContext } from '../../seller/cli/confirm-impact.ts';
import type { ConfigHost } from '../../seller/cli/run.ts';
import {
  isWorksheet,
  type Present,
  renderWorksheet,
  type WorksheetResult,
} from '../../seller/cli/worksheet.ts';
import { ApiCommand } from './api-command.ts';

export type { Effects } from '../../cli/command.ts';

/** A command that reads the present state of a product from the server or, with `--from`, from a document. */
export abstract class PresentCommand<T> extends ApiCommand<T> {
  /** Reads a configuration document as the present state; `bytes` is what it holds where it was read already. */
  protected readonly presentOfDocument = async (path: string, bytes?: Uint8Array): Promise<Present> => {
    const { presentOfDocument } = await import('../../product/cli/document-input.ts');
    const { readFrom } = await import('../../seller/cli/run.ts');
    const { documentHost } = this;
    return presentOfDocument(path, bytes ?? (await readFrom(path, documentHost.notice)), documentHost);
  };

  protected readonly documentHost: DocumentHost & ConfigHost = {
    ...this.host,
    presentOf: this.presentOfDocument,
    readUsers: async (source, file) => (await import('../../users/read.ts')).readUsers(source, file),
  };
}

/** A command that changes a product, or writes the worksheet for it. */
export abstract class ChangingCommand<T extends object> extends PresentCommand<T | WorksheetResult> {
  /** Renders the result for people. */
  protected abstract readonly renderChange: (result: T) => string;

  protected override readonly render = (result: T | WorksheetResult) =>
    isWorksheet(result) ? renderWorksheet(result) : this.renderChange(result);

  protected get context(): ChangeContext & DocumentHost {
    return this.documentHost;
  }
}
