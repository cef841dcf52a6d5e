/** The names people give to columns, by what the columns hold; earlier names win where a table has several. */

/** What a column can be used for. */
export const fields = [
  'messages',
  'tools',
  'system',
  'history',
  'prompt',
  'input',
  'answer',
  'rejected',
  'text',
  'split',
] as const;

export type Field = (typeof fields)[number];

const names: Readonly<Record<Field, string>> = {
  messages: 'messages conversations conversation dialogue dialog chat turns contents',
  tools: 'tools functions',
  system: 'system system_prompt system_message',
  history: 'history',
  prompt: `prompt instruction instructions question query q user human request input user_message
    fråga spørgsmål spørsmål spurning frage question pregunta pergunta domanda vraag kysymys küsimus klausimas jautājums
    pytanie otázka kérdés întrebare vprašanje pitanje ερώτηση вопрос запитання питання въпрос soru سؤال پرسش שאלה प्रश्न প্রশ্ন
    pertanyaan soalan câu_hỏi คำถาม 问题 問題 提问 質問 질문 질의`,
  input: 'input context inputs',
  answer: `completion answer response output a reply assistant chosen target solution assistant_message model gpt answers
    svar vastaus antwort réponse respuesta resposta risposta antwoord vastus atsakymas atbilde odpowiedź odpověď odpoveď válasz
    răspuns odgovor απάντηση ответ відповідь отговор cevap yanıt جواب إجابة پاسخ תשובה उत्तर উত্তর jawaban jawapan
    trả_lời câu_trả_lời คำตอบ 回答 答案 解答 答え 답변 대답`,
  rejected: 'rejected',
  text: 'text content document body passage story article',
  split: '', // which rows are held out: only by the user's word
};

/** Beginnings of words that mean so much in the main languages, wherever they stand in a name. */
const stems: Readonly<Partial<Record<Field, string>>> = {
  prompt: `question frage anfrage instruction prompt query pregunta consulta pergunta domanda quesito vraag fråga spørgsmål
    spørsmål kysymy pytani zapytani otázk kérdés întreb vprašanj pitanj ερώτησ вопрос запитан питан въпрос soru
    سؤال שאלה प्रश्न pertanyaan câu_hỏi คำถาม 问题 提问 問題 提問 質問 질문 anliegen beschwerde reklamation demande solicitud reclamo
    richiesta complaint inquiry enquiry обращен жалоб 咨询 諮詢`,
  answer: `answer antwort response reply réponse respuesta resposta risposta antwoord svar vastaus odpowied odpověď odpoved
    válasz răspuns odgovor απάντησ ответ відповід отговор cevap yanıt جواب إجابة תשובה उत्तर jawaban trả_lời คำตอบ 回答 答案 解答
    답변 대답 回复 答复 回覆 答覆 返信 lösung loesung solution solución soluzione contestación completion output`,
};

/** What a column of short labels is called. */
const labels =
  'label labels category class intent topic sentiment tag kategorie klasse thema catégorie categoría categoria kategori 标签 类别 分类';

const standard = new Set(
  'messages conversations prompt completion instruction input output system question answer response text chosen rejected tools'.split(
    ' ',
  ),
);

/** Case, accents, spaces and punctuation do not matter in a column's name. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

const plainNames = Object.fromEntries(
  fields.map((field) => [field, names[field].split(/\s+/).map(plainName)]),
) as unknown as Readonly<Record<Field, readonly string[]>>;

const plainStems = Object.fromEntries(
  Object.entries(stems).map(([field, words]) => [field, words.split(/\s+/).map(plainName)]),
) as Readonly<Partial<Record<Field, readonly string[]>>>;
const plainLabels = new Set(labels.split(' ').map(plainName));

/** The columns in whose names a word for `field` is part, in file order. */
export function stemCandidates(field: Field, columns: readonly string[]): string[] {
  const words = plainStems[field] ?? [];
  return columns.filter((column) => words.some((word) => plainName(column).includes(word)));
}

/** Whether a column's name is one of labels. */
export function isLabelName(column: string): boolean {
  return plainLabels.has(plainName(column));
}

/** The columns that could be `field`, the likeliest first. */
export function candidates(field: Field, columns: readonly string[]): string[] {
  return plainNames[field].flatMap((name) => columns.filter((column) => plainName(column) === name));
}

/** Whether the name is one that published datasets use, rather than one of many possible. */
export function isStandardName(column: string): boolean {
  return standard.has(plainName(column));
}
