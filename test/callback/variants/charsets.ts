/** What comes of UTF-8 bytes that are read as Latin-1. */
export function latin1Text(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What a user sets who wants no Chinese in the usual requests. */
export const asciiValues = {
  customerName: 'Example',
  name: 'Example',
  orgName: 'Research',
  orgInfo: '[{"orgCode":"ORG1","name":"Example","parentCode":""}]',
  orgInfoList: '[{"orgCode":"ORG1","orgName":"Example","parentCode":""}]',
  userList: '[{"userName":"zhangsan","name":"Zhang","orgCode":"ORG1","role":"user","enable":"true"}]',
};
