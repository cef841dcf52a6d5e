import { rmSync, statSync, readdirSync } from 'node:fs';
import { openBaseModel } from './src/main/engine/baseModel.ts';
import { readAdapter } from './src/main/engine/formats/peft.ts';
import { exportAdapter } from './src/main/engine/export/exportAdapter.ts';
import { certificateText } from './src/shared/certificateText.ts';
const model = openBaseModel('/tmp/c/bh/models/SmolLM2-135M-Instruct');
const adapter = readAdapter('/tmp/c/bh/runs/Demo-2');
for (const dtype of process.argv.slice(3)) {
  const out = `/tmp/c/gguf2-smol-${process.argv[2]}-${dtype}`;
  rmSync(out, { recursive: true, force: true }); rmSync(out+'.failed', { recursive: true, force: true });
  const t = Date.now(); let w = 0;
  try {
    const c = await exportAdapter(process.argv[2] as never, { model, adapter }, out, { dtype: dtype as never, onProgress: (s, x) => { if (s === 'writing' && x === 1) w = Date.now() - t; } });
    console.log(dtype, c.files.map(f => f.name + ' ' + (f.bytes/1e6).toFixed(1)).join(', '), 'write s', w/1000, 'all s', (Date.now()-t)/1000, JSON.stringify({ kl: c.divergence, top: c.equalArgmax, share: c.effectShare, rel: c.relativeError, limit: c.relativeLimit, diff: c.largestDifference, tol: c.tolerance, m: c.matrices, rec: c.recomputed, rss: process.resourceUsage().maxRSS/1024 }));
  } catch (e) { console.log(dtype, (e as Error).message); }
}
