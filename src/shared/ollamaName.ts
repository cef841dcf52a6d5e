/** How a model is called in Ollama: small letters, digits and a few signs, whatever the adapter is called. */

const longest = 80;

/** "demo-2-v1" of "Demo 2 v1". */
export function ollamaName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .slice(0, longest)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return safe || 'lowrank';
}
