/** Words of the pictures of a dataset, in English. */
const rowsWord = (count: number) => (count === 1 ? 'row' : 'rows');

export const en = {
  lengths: 'Lengths in tokens',
  histogram: (examples: string, longest: string) =>
    `Lengths of ${examples} examples; the longest has ${longest} tokens.`,
  cutAt: (tokens: string) => `cut at ${tokens}`,
  tokens: (count: number, shown: string) => `${shown} ${count === 1 ? 'token' : 'tokens'}`,
  sentenceGap: ' ',
  nothingCut: (limit: string) => `Nothing is cut at ${limit} tokens.`,
  rowsCut: (count: number, shown: string, share: string) =>
    `${shown} ${count === 1 ? 'example is' : 'examples are'} cut (${share}).`,
  tokensCut: (shown: string, share: string) => `${shown} tokens are lost (${share}).`,
  memory: (bytes: string) => `A step takes about ${bytes} of memory.`,
  memorySaved: (bytes: string, saved: string) => `A step takes about ${bytes} of memory, ${saved} less.`,
  conversation: 'Conversation as the model reads it',
  asConversation: 'Rows become conversations',
  learned: 'Learned',
  onlyRead: 'Only read',
  row: (row: string) => `Row ${row}`,
  rows: (rows: string, more: boolean) => `Rows ${rows}${more ? ', ...' : ''}`,
  findings: 'Findings',
  nothingFound: 'Nothing suspicious was found.',
  found: {
    bad: (count: number, shown: string) => `${shown} ${rowsWord(count)} cannot be used.`,
    empty: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with nothing to learn: the answer is empty.`,
    withoutEnd: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} never end: the model would learn to go on talking.`,
    beyond: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} whose answer lies wholly beyond the cut.`,
    cut: (count: number, shown: string) => `${shown} ${rowsWord(count)} lose their end to the cut.`,
    leaks: (count: number, shown: string) =>
      `${shown} held-out ${rowsWord(count)} also trained on: results look too good.`,
    key: (count: number, shown: string) => `${shown} ${rowsWord(count)} with what looks like a secret key.`,
    exactDuplicates: (count: number, shown: string) => `${shown} ${rowsWord(count)} repeat an earlier row.`,
    nearDuplicates: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} almost repeat an earlier row.`,
    copies: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} left out as copies of a held-out row.`,
    shortAnswers: (count: number, shown: string) => `${shown} ${rowsWord(count)} with a very short answer.`,
    damaged: (count: number, shown: string) => `${shown} ${rowsWord(count)} with damaged characters.`,
    email: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with what looks like an e-mail address.`,
    phone: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with what looks like a phone number.`,
  },
  figures: {
    rows: 'Rows used',
    heldOut: 'Held out',
    tokens: 'Tokens',
    learned: 'Learned',
    median: 'Middle length',
    longest: 'Longest',
  },
  kind: 'A row is',
  kinds: { pair: 'Question and answer', turns: 'A list of turns', text: 'Plain text' },
  fields: {
    prompt: 'Question',
    input: 'Context',
    answer: 'Answer',
    system: 'System message',
    messages: 'Turns',
    text: 'Text',
  },
  noColumn: 'None',
  confidence: { high: 'Recognised', medium: 'Guessed', low: 'Please check' },
};
