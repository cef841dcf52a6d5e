/** What is wrong with data is said in every language, for each code there is, with its facts and without jargon of the command line. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { faultText } from '../../src/renderer/src/components/data/faultText.ts';
import { noteText } from '../../src/renderer/src/components/data/noteText.ts';
import { formatsFor } from '../../src/renderer/src/format.ts';
import { loadWords } from '../../src/renderer/src/text/catalogues.ts';
import { type DataFault, dataFaultSchema } from '../../src/shared/dataFaults.ts';
import {
  type DataNote,
  dataNoteSchema,
  type SourceNote,
  sourceNoteSchema,
} from '../../src/shared/dataNotes.ts';

const languages = await Promise.all(
  (['en', 'de', 'zh'] as const).map(async (language) => ({
    language,
    words: (await loadWords(language)).catalogue,
    formats: formatsFor(language),
  })),
);
const [english] = languages;

/** Every value of a schema that differs in what a sentence depends on: each member of unions and enumerations, one of the rest. */
function valuesOf(schema: z.core.$ZodType): unknown[] {
  if (schema instanceof z.ZodDiscriminatedUnion) return schema.options.flatMap((option) => valuesOf(option));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).reduce<Record<string, unknown>[]>(
      (made, [key, type]) => {
        const values = valuesOf(type as z.core.$ZodType);
        return made.flatMap((each) => values.map((value) => ({ ...each, [key]: value })));
      },
      [{}],
    );
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodOptional)
    return valuesOf(schema.unwrap()).slice(0, 1);
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodLiteral) return [...schema.values];
  if (schema instanceof z.ZodArray) return [valuesOf(schema.element).slice(0, 2)];
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodNumber) return [7];
  if (schema instanceof z.ZodString) return ['Fact'];
  throw new Error(`no value is made of ${schema.constructor.name}`);
}

const faults = valuesOf(dataFaultSchema).map((fault) => dataFaultSchema.parse(fault));
const notes: (DataNote | SourceNote)[] = [
  ...valuesOf(dataNoteSchema).map((note) => dataNoteSchema.parse(note)),
  ...valuesOf(sourceNoteSchema).map((note) => sourceNoteSchema.parse(note)),
];

test('the schemas hold all that is tested here', () => {
  expect(new Set(faults.map(({ code }) => code)).size).toBeGreaterThan(60);
  expect(new Set(notes.map(({ code }) => code)).size).toBeGreaterThan(15);
});

describe.each(languages)('in $language', ({ language, words, formats }) => {
  const own = (fault: DataFault) => faultText(fault, words.faults, formats);
  const inEnglish = (fault: DataFault) => faultText(fault, english!.words.faults, english!.formats);

  test('every fault has a sentence and a way out', () => {
    for (const fault of faults) {
      const { message, hint } = own(fault);
      expect(message, fault.code).toMatch(/[.。]$/);
      expect(hint.length, fault.code).toBeGreaterThan(3);
      expect(`${message} ${hint}`, fault.code).not.toMatch(/undefined|\[object|--[a-z]/);
      if (language !== 'en') expect(message, fault.code).not.toBe(inEnglish(fault).message);
    }
  });

  test('the facts that English tells are told', () => {
    for (const fault of faults) {
      const facts = (text: string) => text.match(/Fact|7/g)?.length ?? 0;
      expect(facts(own(fault).message), fault.code).toBe(facts(inEnglish(fault).message));
    }
  });

  test('every note has a sentence', () => {
    for (const note of notes) {
      const sentence = noteText(note, words.data, formats);
      expect(sentence.length, note.code).toBeGreaterThan(10);
      expect(sentence, note.code).not.toMatch(/undefined|\[object|--[a-z]/);
      if (language !== 'en')
        expect(sentence, note.code).not.toBe(noteText(note, english!.words.data, english!.formats));
    }
  });
});

test.each([
  [
    { file: 'a.jsonl', line: 17, column: 3, unit: 'line' },
    'a.jsonl, Zeile 17, Zeichen 3: Das ist kein JSON: Es endet zu früh.',
  ],
  [
    { file: 'a.xlsx', line: 1200, unit: 'sheetRow' },
    'a.xlsx, Zeile 1.200 des Blatts: Das ist kein JSON: Es endet zu früh.',
  ],
  [
    { file: 'a.parquet', line: 4, unit: 'fileRow' },
    'a.parquet, Datenzeile 4: Das ist kein JSON: Es endet zu früh.',
  ],
  [{ file: 'a.json', row: 4 }, 'a.json, Datenzeile 4: Das ist kein JSON: Es endet zu früh.'],
  [{ file: 'a.json' }, 'a.json: Das ist kein JSON: Es endet zu früh.'],
] as const)('a place is named: %j', (at, expected) => {
  const { words, formats } = languages[1]!;
  const fault: DataFault = { code: 'badJson', why: 'syntax', reason: 'end', found: '', at };
  expect(faultText(fault, words.faults, formats)).toEqual({
    message: expected,
    hint: 'Berichtigen Sie die Zeile oder lassen Sie unbrauchbare Zeilen weg.',
  });
});

test('without a place a sentence begins as sentences do', () => {
  const fault: DataFault = { code: 'notShown', turn: 2, what: 'calls', role: 'assistant' };
  expect(faultText(fault, english!.words.faults, english!.formats).message).toBe(
    'The chat template of the model does not show the calls of turn 2.',
  );
});
