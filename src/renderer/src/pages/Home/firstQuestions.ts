/** What the first fine-tune is asked as it goes: the questions that come with the sample data, none of which is among its rows. */
export const firstQuestions = [
  'How do I clean my chain?',
  'What should I take on a long trip?',
  'What is the capital of France?',
] as const;
