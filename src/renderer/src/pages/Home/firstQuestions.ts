/** What the first fine-tune is asked as it goes: questions of the sample data's subject, whose answers change before one's eyes. */
export const firstQuestions = [
  'What is a bygglov (building permit)?',
  'How long does it take to get a building permit?',
] as const;
