/** The question of a conversation as a model reads it, without the marks of its chat template: a prompt to begin with. */
import type { DatasetReport } from '../../../../shared/records/datasets.ts';

/** `<|im_start|>`, `</s>`, `[INST]`, `<start_of_turn>`: what templates write between turns. */
const marks = /<\|?[^<>\s]{1,40}\|?>|\[\/?INST\]|<<\/?SYS>>/g;
const roles = /^(system|user|human|assistant|model|###\s*\w+)?:?$/i;
const longest = 200;

/** Undefined where there is none, or where it is too long to be asked again and again. */
export function questionOf(pieces: DatasetReport['preview'][number]['pieces']): string | undefined {
  const learned = pieces.findIndex((piece) => piece.learned);
  if (learned <= 0) return undefined;
  const read = pieces
    .slice(0, learned)
    .map(({ text }) => text)
    .join('');
  const turns = read
    .split(marks)
    .map((turn) => withoutRole(turn).trim())
    .filter(Boolean);
  const question = turns.at(-1)?.replace(/\s+/g, ' ');
  return question !== undefined && question.length <= longest ? question : undefined;
}

/** A turn often begins with the name of who speaks, on a line of its own. */
function withoutRole(turn: string): string {
  const lines = turn.split('\n');
  while (lines.length > 0 && roles.test(lines[0]?.trim() ?? '')) lines.shift();
  return lines.join('\n');
}

/** The first few questions of a report. */
export function firstQuestions({ preview }: DatasetReport, most: number): string[] {
  const questions = preview.flatMap(({ pieces }) => questionOf(pieces) ?? []);
  return [...new Set(questions)].slice(0, most);
}
