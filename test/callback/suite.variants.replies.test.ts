import { expectCaught } from './variants/expectation.ts';
import { bodySign } from './variants/mistakes/body-sign.ts';
import { refusalMistakes } from './variants/mistakes/refusals.ts';
import { replyContent } from './variants/mistakes/reply-content.ts';
import { replyForm } from './variants/mistakes/reply-form.ts';
import { replyHttp } from './variants/mistakes/reply-http.ts';
import { secrets } from './variants/mistakes/secrets.ts';

expectCaught([...refusalMistakes, ...bodySign, ...replyHttp, ...replyForm, ...replyContent, ...secrets]);
