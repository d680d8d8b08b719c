import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { apiFlags, apiFlagsZh } from '../../cli/api-flags.ts';
import { type ChineseTexts, type Effects, KooCommand } from '../../cli/base-command.ts';
import type { Uploaded } from '../../cli/event-run.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

export default class EventUpload extends KooCommand<Uploaded> {
  static override summary = 'Deliver a licence: upload a file or a text for an event.';
  static override description =
    "Answers KooGallery's asynchronous application for a licence: the event id came with the callback " +
    'getLicenseAsync. A file is streamed, with its SHA-256. It is sent once only: after a failure in between, look ' +
    'before you send it again.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> EV1 --file license.lic',
    '<%= config.bin %> <%= command.id %> EV1 --text XXXX-XXXX-XXXX',
  ];
  static override args = {
    event_id: Args.string({ required: true, description: 'Event id, from the callback getLicenseAsync.' }),
  };
  static override flags = {
    file: Flags.string({ char: 'f', helpValue: 'FILE', exclusive: ['text'], summary: 'File to upload.' }),
    text: Flags.string({ helpValue: 'TEXT', summary: 'Text to upload, 1024 characters at most.' }),
    ...apiFlags,
  };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };
  static readonly zh: ChineseTexts = {
    summary: '交付 License：为事件上传文件或字符串。',
    description:
      '响应云商店的异步 License 申请：eventId 来自回调 getLicenseAsync。文件以流方式上传，并附带 SHA-256。只发送一次：中途失败时，请先确认结果再重新发送。',
    args: { event_id: '事件 ID，来自回调 getLicenseAsync。' },
    flags: { file: '要上传的文件。', text: '要上传的字符串，最长 1024 个字符。', ...apiFlagsZh },
  };

  override async run(): Promise<Uploaded> {
    const { args, flags } = await this.parse(EventUpload);
    const { runUpload } = await import('../../cli/event-run.ts');
    return runUpload(args.event_id, flags, (text) => this.notice(text));
  }

  protected override show(done: Uploaded): string {
    const what =
      done.type === 'FILE'
        ? {
            en: `${done.fileName} (${done.bytes} bytes, SHA-256 ${done.sha256})`,
            zh: `${done.fileName}（${done.bytes} 字节，SHA-256 ${done.sha256}）`,
          }
        : { en: `${done.characters} characters`, zh: `${done.characters} 个字符` };
    const text = {
      en: `Uploaded for ${done.eventId}: ${what.en}`,
      zh: `已为 ${done.eventId} 上传：${what.zh}`,
    };
    return terminalSafe(this.text(text));
  }
}
