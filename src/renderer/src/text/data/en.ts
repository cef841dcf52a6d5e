/** Words of the pictures of a dataset, in English; the other languages load when they are spoken. */
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
  answersLost: (lost: string, total: string) => `${lost} of ${total} answers are lost.`,
  cutOff: 'Cut off',
  chooseColumns:
    'Choose which columns are question and answer; then it is shown here what the model would learn.',
  memory: (bytes: string) => `A step takes about ${bytes} of memory.`,
  memorySaved: (bytes: string, saved: string) => `A step takes about ${bytes} of memory, ${saved} less.`,
  conversation: 'Conversation as the model reads it',
  asConversation: 'Rows become conversations',
  learned: 'Learned',
  onlyRead: 'Only read',
  row: (row: string) => `Row ${row}`,
  rows: (count: number, rows: string, more: boolean) =>
    `${count === 1 ? 'Row' : 'Rows'} ${rows}${more ? ', ...' : ''}`,
  findings: 'Findings',
  nothingFound: 'Nothing suspicious was found.',
  found: {
    bad: (count: number, shown: string) => `${shown} ${rowsWord(count)} cannot be used.`,
    empty: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with nothing to learn: the answer is empty or only to be read.`,
    withoutEnd: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} never end: the model would learn to go on talking.`,
    withoutQuestion: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} in which nothing is asked.`,
    placeholders: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} whose answer is what programs write for none, such as nan.`,
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
    damaged: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with damaged characters, such as letters of a wrong encoding.`,
    email: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with what looks like an e-mail address.`,
    phone: (count: number, shown: string) =>
      `${shown} ${rowsWord(count)} with what looks like a phone number.`,
  },
  left: {
    sheet: (name: string) => `The sheet "${name}" is not read.`,
    file: (name: string) => `The file ${name} is not read.`,
    split: (name: string) => `The split "${name}" is not read.`,
    part: (name: string) => `The part "${name}" is not read.`,
  },
  hubLeft: (taken: string, left: string) =>
    `Of the dataset on the Hub only "${taken}" was taken. Left: ${left}.`,
  unused: {
    column: (name: string, share: string) =>
      `The column "${name}" is not used; it is filled in ${share} of the rows.`,
    key: (name: string, share: string) =>
      `"${name}" in turns is not used; it is there in ${share} of the rows.`,
  },
  notes: {
    about: (sentence: string, rows: string) => `${sentence} (${rows})`,
    noHeader: (columns: string) =>
      `The table has no line of column names: its columns are called ${columns}.`,
    textAbove: (file: string, count: number, lines: string) =>
      `${file}: ${lines} ${count === 1 ? 'line' : 'lines'} above the first question ${count === 1 ? 'is' : 'are'} not read.`,
    rowsAbove: (sheet: string, count: number, rows: string) =>
      `Sheet "${sheet}": ${rows} ${count === 1 ? 'row' : 'rows'} above the column names ${count === 1 ? 'is' : 'are'} not read.`,
    sheetWithoutHeader: (sheet: string) =>
      `Sheet "${sheet}" has no row of column names: its columns are called by their letters.`,
    hiddenRows: (sheet: string, rows: string) => `Sheet "${sheet}": hidden rows are read as well: ${rows}.`,
    formulasWithoutResult: (sheet: string, cells: string) =>
      `Sheet "${sheet}": formulas whose result was never saved count as empty: ${cells}. Open the workbook in a spreadsheet program and save it.`,
    errorCells: (sheet: string, cells: string) =>
      `Sheet "${sheet}": cells that hold an error count as empty: ${cells}.`,
    strayCells: (sheet: string, cells: string) =>
      `Sheet "${sheet}": cells in columns without a name are not read: ${cells}.`,
    noTemplate:
      'The model has no chat template: it is trained with plain "### Instruction" and "### Response" headings.',
    noEndToken: 'The chat template puts no end token after an answer: the model may not learn to stop.',
    templateFails: 'The chat template of the model cannot render the plainest conversation.',
    specialTokens: {
      text: (count: number, shown: string) =>
        `${shown} ${count === 1 ? 'row holds' : 'rows hold'} special tokens of the model in what is asked: they are read as plain text.`,
      tokens: (count: number, shown: string) =>
        `${shown} ${count === 1 ? 'row holds' : 'rows hold'} special tokens of the model in what is asked: they are read as the tokens.`,
    },
    specialTokensInAnswers: (count: number, shown: string) =>
      `${shown} ${count === 1 ? 'row holds' : 'rows hold'} special tokens of the model in an answer or a system message: they are read as the tokens.`,
    systemInQuestion: (count: number, shown: string) =>
      `${shown} ${count === 1 ? 'row has' : 'rows have'} a system message, for which the model knows no place: it stands before the first question.`,
    thoughtsLeftOut: (count: number, shown: string) =>
      `${shown} ${count === 1 ? 'row holds' : 'rows hold'} a thought, which the chat template leaves out.`,
    thoughtsMissing: {
      empty: (count: number, shown: string) =>
        `${shown} ${count === 1 ? 'row has' : 'rows have'} no thought where the model expects one: an empty one is learned.`,
      none: (count: number, shown: string) =>
        `${shown} ${count === 1 ? 'row has' : 'rows have'} no thought where the model expects one: it is asked without one.`,
    },
    renderedText: (count: number, shown: string) =>
      `${shown} ${count === 1 ? 'row is' : 'rows are'} plain text with special tokens of the model: if they are conversations, their questions are learned as well.`,
    emptyAnswers: (count: number, shown: string) =>
      `${shown} ${count === 1 ? 'row holds' : 'rows hold'} an empty answer among others: it is read and not learned.`,
    preferences: (answer: string, rejected: string) =>
      `The file holds preferences: "${answer}" is learned, "${rejected}" is not used.`,
    heldOutUnused: (file: string, unused: string, rows: string) =>
      `${unused} of the ${rows} rows of ${file} cannot be measured with.`,
    comparedInPart: (rows: string) => `Rows were compared for likeness up to number ${rows}.`,
  },
  reading: {
    encoding: 'Encoding',
    sheet: 'Sheet',
    split: 'Split to train on',
    toChoose: 'Please choose',
    sample: (name: string, shown: string) => `${name}: ${shown}`,
    found: (name: string) => `Found: ${name}`,
  },
  reasons: {
    none: 'Columns are still to be chosen.',
    unread: 'How the file is read is still to be chosen.',
    turns: (column: string) => `"${column}" holds conversations.`,
    transcripts: (column: string) =>
      `"${column}" holds whole conversations as text. Choose plain text to learn it as it stands.`,
    text: (column: string) => `"${column}" is plain text, learned as a whole.`,
    withContext: (prompt: string, context: string) => `${prompt}" with "${context}`,
    names: (prompt: string, answer: string) =>
      prompt ? `"${prompt}" is asked, "${answer}" is the answer.` : `"${answer}" holds conversations.`,
    stems: (prompt: string, answer: string) =>
      `"${prompt}" is asked, "${answer}" is the answer, as their names say.`,
    contents: (prompt: string, answer: string) =>
      `"${prompt}" holds question marks, so it is asked; "${answer}" holds the longest texts, so it is the answer.`,
    labels: (prompt: string, answer: string) =>
      `"${prompt}" is sorted into the few labels of "${answer}". Choose plain text to learn it as a whole.`,
    rivals: (columns: string) => ` Could be meant as well: ${columns}.`,
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
    history: 'Earlier turns',
    rejected: 'Rejected answer',
    tools: 'Functions',
    split: 'Held-out mark',
  },
  toChoose: 'Please choose',
  notUsed: 'Not used:',
  moreColumns: (count: string) => `and ${count} more`,
  rolesOf: (column: string) => `Use "${column}" as`,
  asField: (field: string) => `Use as: ${field}`,
  noColumn: 'None',
  confidence: { chosen: 'As chosen', high: 'Recognised', medium: 'Guessed', low: 'Please check' },
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
