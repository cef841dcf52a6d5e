/** What the first fine-tune is asked as it goes: the questions that come with the sample data, none of which is among its rows. */
export const firstQuestions = [
  'Why does my bike make a noise?',
  'How do I make soup?',
  'What is a map for?',
] as const;
