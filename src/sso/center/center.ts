import type { Center, CenterOptions } from './model.ts';
import { createState, subjectOf } from './state.ts';

/**
 * The login centre of KooGallery on this machine: unified login, OAuth 2.0 and CAS 3.0 of the tenants of a directory.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649438.html
 */
export function createCenter(options: CenterOptions): Center {
  const state = createState(options);
  return {
    domain: () => async () => new Response(null, { status: 404 }),
    unified: async () => new Response(null, { status: 404 }),
    issueCode: ({ redirectUri, ...of }) => state.issueCode(subjectOf(state.tenants(), of), redirectUri),
    issueTicket({ service, ...of }) {
      const subject = subjectOf(state.tenants(), of);
      const registered = service ?? subject.application.casService;
      if (registered === undefined) throw new Error(`${of.appId} has no callback of CAS`);
      return state.issueTicket(subject, registered, true);
    },
    endSessions: () => state.endSessions(),
  };
}
