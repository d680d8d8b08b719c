import type { Config } from '@oclif/core/config';
import { CommandHelp, Help } from '@oclif/core/help';
import type { Language } from '../text/localized.ts';
import type { ChineseTexts } from './base-command.ts';
import { globalFlagsZh } from './global-flags.ts';
import { topics } from './topics.ts';

/** Shows the help that the command line asks for, on stdout. */
export async function showHelp(config: Config, argv: string[], language: Language): Promise<void> {
  if (language === 'zh') translate(config);
  const HelpClass = language === 'zh' ? ChineseHelp : Help;
  await new HelpClass(config).showHelp(argv);
}

const about =
  '面向华为云云商店商家的命令行工具：检验回调服务器是否正确，对回调签名和验签，调用开放接口，推送话单，并自带沙箱';

const headings: Readonly<Record<string, string>> = {
  USAGE: '用法',
  ARGUMENTS: '参数',
  FLAGS: '选项',
  'GLOBAL FLAGS': '通用选项',
  'KEYS FLAGS': '密钥选项',
  'SESSION FLAGS': '会话选项',
  DESCRIPTION: '说明',
  EXAMPLES: '示例',
  COMMANDS: '命令',
  TOPICS: '主题',
  VERSION: '版本',
};

/** Puts the Chinese texts of commands, flags, arguments and topics in place of the English ones. */
function translate(config: Config): void {
  config.pjson.oclif.description = about;
  for (const topic of config.topics) {
    topic.description = topics.find(({ name }) => name === topic.name)?.description.zh ?? topic.description;
  }
  for (const command of config.commands) {
    const zh = command.zh as ChineseTexts | undefined;
    if (!zh) continue;
    command.summary = zh.summary;
    command.description = zh.description;
    replaceTexts(command.flags, 'summary', { ...globalFlagsZh, ...zh.flags });
    replaceTexts(command.args, 'description', zh.args ?? {});
  }
}

function replaceTexts<Place extends string>(
  things: Readonly<Record<string, { [place in Place]?: string }>>,
  place: Place,
  texts: Readonly<Record<string, string>>,
): void {
  for (const [name, thing] of Object.entries(things)) {
    const text = texts[name];
    if (text !== undefined) thing[place] = text;
  }
}

type Section = Parameters<Help['section']>;

class ChineseCommandHelp extends CommandHelp {
  override section(...[header, body]: Section): string {
    return super.section(headings[header.toUpperCase()] ?? header, body);
  }
}

class ChineseHelp extends Help {
  protected override CommandHelpClass = ChineseCommandHelp;

  override section(...[header, body]: Section): string {
    return super.section(headings[header.toUpperCase()] ?? header, body);
  }
}
