/** A row in every table, each belonging to the others: what a migration has to carry over. */
import { schemaOf } from '../../src/main/store/migrate.ts';
import type { Store } from '../../src/main/store/store.ts';

const shape = {
  ...{ hidden: 64, layers: 2, vocabulary: 512, maxPositions: 256, hasChatTemplate: true },
  linear: [{ module: 'q_proj', out: 64, in: 64, count: 2 }],
};
const mapping = { columns: { question: 'q', answer: 'a' }, reason: 'by name', confidence: 'high' };
const folder = { path: '/models/tiny', sha256: 'abc' };
const certificate = {
  ...{ target: 'merged', base: folder, adapter: folder, dtype: 'F32', prompts: 1, tokens: 9 },
  ...{ largestDifference: 0, tolerance: 1e-3, adapterEffect: 1, equalArgmax: 1, files: [] },
};

/** A blind test as each schema has kept it. */
const ratings: Readonly<Record<number, string>> = {
  10: `INSERT INTO ratings (adapterVersionId, preferred, prompt, at) VALUES ('av', 1, 'Why?', 1)`,
  20: `INSERT INTO ratings (id, adapterVersionId, strength, prompt, preferred, at)
    VALUES ('b', 'av', 1, 'Why?', 'adapter', 1)`,
};

/** A run that was asked to pause, with what was predicted of it; columns were called otherwise before. */
const requests: Readonly<Record<number, string>> = {
  10: `UPDATE runs SET wanted = 'paused'`,
  20: `UPDATE runs SET wanted = 'paused', reckonedMemoryBytes = 2e9`,
  30: `UPDATE runs SET requestedState = 'paused', predictedMemoryBytes = 2e9`,
};

const logTable: Readonly<Record<number, string>> = {
  10: 'events',
  20: 'events',
  30: 'logEntries',
  40: 'logEntries',
};

export function fillStore(store: Store): void {
  const schema = schemaOf(store.database);
  store.database.exec(`
    INSERT INTO models (id, name, path, source, origin, owned, architecture, bytes, parameters, shape, addedAt)
      VALUES ('m', 'Tiny', '/models/tiny', 'folder', '/models/tiny', 0, 'LlamaForCausalLM', 1, 1, '${JSON.stringify(shape)}', 1);
    INSERT INTO datasets (id, name, path, source, origin, columns, addedAt)
      VALUES ('d', 'Questions', '/data.csv', 'file', '/data.csv', '["q", "a"]', 1);
    INSERT INTO datasetVersions (id, datasetId, number, hash, bytes, mapping, addedAt)
      VALUES ('dv', 'd', 1, 'abc', 1, '${JSON.stringify(mapping)}', 1);
    INSERT INTO runs (id, name, state, model, modelId, data, dataVersionId, method, rank, config, out, createdAt)
      VALUES ('r', 'First', 'done', 'Tiny', 'm', 'Questions', 'dv', 'lora', 8, '{"model": "/models/tiny", "data": "/data.csv"}', '/runs/r', 1);
    INSERT INTO metrics (runId, step, loss, learningRate, gradNorm, tokens, supervised, seconds)
      VALUES ('r', 1, 2.5, 1e-4, 0.5, 100, 50, 0.1);
    INSERT INTO metricBlocks (runId, block, step, count, loss, lossMin, lossMax, learningRate, gradNorm, tokens, seconds)
      VALUES ('r', 0, 1, 1, 2.5, 2.5, 2.5, 1e-4, 0.5, 100, 0.1);
    INSERT INTO ${logTable[schema]} (runId, at, level, message) VALUES ('r', 1, 'info', 'It began.');
    INSERT INTO checkpoints (runId, step, path, bytes, createdAt) VALUES ('r', 1, '/runs/r/1', 1, 1);
    INSERT INTO samples (runId, step, prompt, text) VALUES ('r', 1, 'Why?', 'Because.');
    INSERT INTO adapters (id, name, model, modelId, createdAt) VALUES ('a', 'First', 'Tiny', 'm', 1);
    INSERT INTO adapterVersions (id, adapterId, number, runId, dataVersionId, path, bytes, rank, createdAt)
      VALUES ('av', 'a', 1, 'r', 'dv', '/runs/r', 1, 8, 1);
    INSERT INTO exports (id, adapterVersionId, adapter, model, target, path, bytes, certificate, createdAt)
      VALUES ('e', 'av', 'First v1', 'Tiny', 'merged', '/exports/e', 1, '${JSON.stringify(certificate)}', 1);
    INSERT INTO promptSets (id, name, prompts) VALUES ('p', 'Mine', '["Why?"]');
    INSERT INTO settings (key, value) VALUES ('theme', '"dark"');
  `);
  store.database.exec(ratings[Math.min(schema, 20)] as string);
  store.database.exec(requests[Math.min(schema, 30)] as string);
  if (schema >= 30) store.database.exec("INSERT INTO namedMetrics VALUES ('r', 1, 'accuracy', 0.75)");
}

/** Names of the runs, oldest first. */
export function namesIn(store: Store): string[] {
  return store
    .all(store.query.selectFrom('runs').select('name').orderBy('createdAt'))
    .map(({ name }) => name);
}
