/** Says what is wrong with a setting of the form, in the reader's language. */
import type { ProblemDetail } from '../../../../shared/runConfig.ts';
import type { Formats } from '../../format.ts';
import type { en } from './words/en.ts';

type Words = (typeof en)['problems'];

export function problemText(detail: ProblemDetail, words: Words, { number }: Formats): string {
  switch (detail.code) {
    case 'tooSmall':
      return words[detail.exclusive ? 'above' : 'atLeast'](number(detail.limit));
    case 'tooBig':
      return words[detail.exclusive ? 'below' : 'atMost'](number(detail.limit));
    case 'notOneOf':
      return words.notOneOf(detail.values.join(', '));
    case 'form':
      return words.form(detail.example);
    case 'precision':
      return words.precision(detail.precision);
    case 'moreThanBatch':
      return words.moreThanBatch(number(detail.batchTokens));
    default:
      return words[detail.code];
  }
}
