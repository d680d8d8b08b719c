import * as Args from '@oclif/core/args';
import { ApiCommand, type Effects } from '../../app/base/api-command.ts';
import type { UploadResult } from '../../calls/cli/event.ts';
import { uploadFlags } from '../../calls/cli/flags.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both } from '../../text/translate.ts';

export default class EventUpload extends ApiCommand<UploadResult> {
  static override summary = 'Deliver a licence: upload a file or text for an event.';
  static override description =
    'Fulfils an asynchronous licence request of KooGallery; the event ID comes with the callback getLicenseAsync. A file ' +
    'is streamed, with its SHA-256. A file from stdin may have up to 11.98 MB, since the gateway limits the body to 12 MB. ' +
    'The upload is not retried: after a failure, check its outcome before you send it again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> EV1 --file license.lic',
    'make-license | <%= config.bin %> <%= command.id %> EV1 --file - --name license.lic',
    '<%= config.bin %> <%= command.id %> EV1 --text XXXX-XXXX-XXXX',
  ];
  static override args = {
    event_id: Args.string({ required: true, description: 'Event ID, from the callback getLicenseAsync.' }),
  };
  static override flags = uploadFlags;
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  override async run(): Promise<UploadResult> {
    const { args, flags } = await this.parse(EventUpload);
    const { runUpload } = await import('../../calls/cli/event.ts');
    return runUpload(args.event_id, flags, this.host);
  }

  protected override readonly render = (done: UploadResult): string => {
    const what =
      done.type === 'FILE'
        ? both('{fileName} ({bytes} bytes, SHA-256 {sha256})', {
            fileName: done.fileName,
            bytes: done.bytes,
            sha256: done.sha256,
          })
        : both('{characters} characters', { characters: done.characters });
    const text = both('Uploaded for {eventId}: {what}', { eventId: done.eventId, what });
    return terminalSafe(this.text(text));
  };
}
