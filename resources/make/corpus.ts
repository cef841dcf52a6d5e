/** The text the starter model is made of: small talk, facts of everyday life, short how-tos and stories, from word lists. */
import type { Random } from '../../src/main/engine/runtime/random.ts';
import * as words from './words.ts';

/** A question with its answer. */
export type Pair = readonly [question: string, answer: string];

/** Picks from a list; `random` decides. */
function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.uniform() * list.length)] as T;
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string): string => `${capital(text)}.`;

/** One kind of question: makes a pair, in one of its wordings. */
type Kind = (random: Random) => Pair;

/** Wordings of one question, and the answer to all of them. */
function ask(random: Random, questions: readonly string[], answer: string): Pair {
  return [pick(random, questions), answer];
}

const kinds: readonly (readonly [weight: number, kind: Kind])[] = [
  [
    8,
    (random) => {
      const [thing, colour] = pick(random, words.colours);
      const questions = [`What colour is ${article(thing)}?`, `Which colour does ${article(thing)} have?`];
      return ask(random, questions, `${capital(article(thing))} is ${colour}.`);
    },
  ],
  [
    12,
    (random) => {
      const [tool, purpose] = pick(random, words.purposes);
      const name = article(tool);
      const questions = [
        `What is ${name} for?`,
        `What does ${name} do?`,
        `Why do I need ${name}?`,
        `What is ${name}?`,
      ];
      return ask(random, questions, `${capital(name)} is used to ${purpose}.`);
    },
  ],
  [
    14,
    (random) => {
      const [task, first, then] = pick(random, words.tasks);
      const questions = [
        `How do I ${task}?`,
        `How can I ${task}?`,
        `What is the best way to ${task}?`,
        `Tell me how to ${task}.`,
      ];
      return ask(random, questions, `${sentence(first)} ${sentence(`then ${then}`)}`);
    },
  ],
  [
    8,
    (random) => {
      const [what, why] = pick(random, words.reasons);
      return ask(random, [`Why ${what}?`, `Can you tell me why ${what}?`], sentence(why));
    },
  ],
  [
    6,
    (random) => {
      const [animal, home, food] = pick(random, words.animals);
      const subject = capital(article(animal));
      return pick(random, [
        ask(random, [`Where does ${article(animal)} live?`], `${subject} lives ${home}.`),
        ask(random, [`What does ${article(animal)} eat?`], `${subject} eats ${food}.`),
        ask(random, [`Tell me about ${article(animal)}.`], `${subject} lives ${home} and eats ${food}.`),
      ]);
    },
  ],
  [
    5,
    (random) => {
      const [country, city] = pick(random, words.capitals);
      return ask(
        random,
        [`What is the capital of ${country}?`, `Which city is the capital of ${country}?`],
        `The capital of ${country} is ${city}.`,
      );
    },
  ],
  [
    5,
    (random) => {
      const [a, b] = [pick(random, words.numbers), pick(random, words.numbers)];
      const sum = words.numbers.indexOf(a) + words.numbers.indexOf(b);
      const total = words.numbers[sum];
      if (total === undefined) return ask(random, [`Is ${a} a number?`], `Yes, ${a} is a number.`);
      return ask(
        random,
        [`What is ${a} and ${b}?`, `How much is ${a} plus ${b}?`],
        `${capital(a)} and ${b} is ${total}.`,
      );
    },
  ],
  [
    4,
    (random) => {
      const [one, other] = pick(random, words.opposites);
      const [from, to] = random.uniform() < 0.5 ? [one, other] : [other, one];
      return ask(random, [`What is the opposite of ${from}?`], `The opposite of ${from} is ${to}.`);
    },
  ],
  [
    4,
    (random) => {
      const list = pick(random, [words.days, words.months]);
      const i = Math.floor(random.uniform() * list.length);
      const next = list[(i + 1) % list.length] as string;
      return ask(random, [`What comes after ${list[i]}?`], `After ${list[i]} comes ${next}.`);
    },
  ],
  [
    4,
    (random) => {
      const [thing, stuff] = pick(random, words.materials);
      return ask(
        random,
        [`What is ${article(thing)} made of?`],
        `${capital(article(thing))} is made of ${stuff}.`,
      );
    },
  ],
  [
    6,
    (random) => {
      const [thing, place] = pick(random, words.places);
      return ask(
        random,
        [`Where do I buy ${thing}?`, `Where can I get ${thing}?`, `Where is the best place for ${thing}?`],
        `You can get ${thing} at the ${place}.`,
      );
    },
  ],
  [
    6,
    (random) => {
      const [when, wear] = pick(random, words.clothes);
      return ask(
        random,
        [`What should I wear ${when}?`, `What do I wear ${when}?`, `What should I take ${when}?`],
        `You should take ${wear} ${when}.`,
      );
    },
  ],
  [
    5,
    (random) => {
      const [thing, often] = pick(random, words.habits);
      return ask(
        random,
        [`How often should I ${thing}?`, `When should I ${thing}?`],
        `You should ${thing} ${often}.`,
      );
    },
  ],
  [3, (random) => pick(random, words.smallTalk)],
  [
    7,
    (random) => {
      const name = pick(random, words.names);
      const [place, did] = pick(random, words.outings);
      const saw = pick(random, words.sights);
      const mood = pick(random, words.moods);
      const story = `${name} went to the ${place} to ${did}. On the way ${name} saw ${saw}. It was a ${mood} day.`;
      return ask(random, [`Tell me a story about ${name}.`, `What did ${name} do?`], story);
    },
  ],
  [
    5,
    (random) => {
      const [good, bad] = pick(random, words.choices);
      const [a, b] = random.uniform() < 0.5 ? [good, bad] : [bad, good];
      return ask(
        random,
        [`Which is better, ${a} or ${b}?`, `Should I take ${a} or ${b}?`],
        `I would take ${good}.`,
      );
    },
  ],
];

/** How often the workshop's facts come beside the other kinds. */
const factWeight = 40;
/** Share of answers that begin or end with a polite word, so that the model has seen answers in more than one dress. */
const politeShare = 0.3;

/**
 * `count` pairs, the same for the same random state; a pair may come more than once.
 * @param facts pairs to mix in: what the sample data says, without its manner
 */
export function makePairs(random: Random, count: number, facts: readonly Pair[]): Pair[] {
  const weighted = [...kinds, [factWeight, (random: Random) => pick(random, facts)] as const];
  const bag = weighted.flatMap(([weight, kind]) => Array<Kind>(weight).fill(kind));
  return Array.from({ length: count }, () => {
    const [question, answer] = pick(random, bag)(random);
    if (random.uniform() >= politeShare) return [question, answer];
    const dressed = [pick(random, words.openings), answer, pick(random, words.closings)];
    return [question, dressed.filter(Boolean).join(' ')];
  });
}
