/** Finds the questions and answers of a text that was written as such, "Question: ..." and "Answer: ..." in turn. */

/** What people write before a question, and before its answer, in lower case. */
const pairs: readonly (readonly [question: readonly string[], answer: readonly string[]])[] = [
  [
    ['frage', 'kundenfrage', 'f'],
    ['antwort', 'a'],
  ],
  [
    ['question', 'q'],
    ['answer', 'a'],
  ],
  [
    ['question', 'q'],
    ['réponse', 'reponse', 'r'],
  ],
  [
    ['pregunta', 'p'],
    ['respuesta', 'r'],
  ],
  [
    ['pergunta', 'p'],
    ['resposta', 'r'],
  ],
  [
    ['domanda', 'd'],
    ['risposta', 'r'],
  ],
  [
    ['vraag', 'v'],
    ['antwoord', 'a'],
  ],
  [
    ['вопрос', 'в'],
    ['ответ', 'о'],
  ],
  [
    ['问', '问题', '問', '質問'],
    ['答', '答案', '回答'],
  ],
  [['질문'], ['답변', '답']],
];

interface Heading {
  readonly name: string;
  readonly start: number;
  /** Where what it heads begins. */
  readonly end: number;
}

/** A name alone before a colon at the beginning of a line, numbered, bold or a Markdown heading as may be. */
const heading =
  /^[ \t]*(?:[#>*_-]+[ \t]*)?(?:\d+[.)][ \t]*)?(\p{L}+)(?:[ \t]*\d+)?[*_]*[ \t]*[:：][*_]*[ \t]*/gmu;

function headingsOf(text: string, names: ReadonlySet<string>): readonly Heading[] {
  return [...text.matchAll(heading)].flatMap((found) => {
    const name = found[1]!.toLowerCase();
    return names.has(name) ? [{ name, start: found.index, end: found.index + found[0].length }] : [];
  });
}

/** How the sides of a text are called. */
export interface QuestionNames {
  readonly question: string;
  readonly answer: string;
}

/** At least so many pairs are no accident. */
const fewest = 3;

/** The names that head every second part of the text, three times each or more; undefined for any other text. */
export function questionNames(text: string): QuestionNames | undefined {
  for (const [questions, answers] of pairs)
    for (const question of questions)
      for (const answer of answers) {
        const names = headingsOf(text, new Set([question, answer])).map(({ name }) => name);
        const inTurn = names.every((name, i) => name === (i % 2 === 0 ? question : answer));
        if (inTurn && names.length >= 2 * fewest) return { question, answer };
      }
  return undefined;
}

/** A question with its answer, by where it begins and ends in the text; the answer is empty where there is none. */
export interface QuestionPart {
  readonly question: string;
  readonly answer: string;
  readonly start: number;
  readonly end: number;
}

/** The pairs of a text, each up to the next question. */
export function questionParts(text: string, { question, answer }: QuestionNames): readonly QuestionPart[] {
  const headings = headingsOf(text, new Set([question, answer]));
  const asked = headings.filter(({ name }) => name === question);
  return asked.map(({ start, end: from }, i) => {
    const end = asked[i + 1]?.start ?? text.length;
    const answered = headings.find((each) => each.name === answer && each.start > start && each.start < end);
    return {
      question: text.slice(from, answered?.start ?? end).trim(),
      answer: answered ? text.slice(answered.end, end).trim() : '',
      start,
      end,
    };
  });
}
