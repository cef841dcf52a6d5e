/** What a limit on length costs, in a sentence: rows that lose something, tokens lost, and the memory a step then takes. */
import { Typography } from '@mui/material';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { costOf } from './histogramScale.ts';

/** Share of a step's memory below which what a cut saves is not worth a word. */
const worthTelling = 0.01;

interface CutCostProps {
  readonly report: DatasetReport;
  readonly limit: number;
}

export function CutCost({ report, limit }: CutCostProps) {
  const t = useText();
  const { number, share, bytes } = useFormats();
  const cost = costOf(limit, report);
  const whole = report.costs.at(-1)?.memoryBytes ?? null;
  const rows = cost?.cut ?? report.cut.length + report.beyond.length;
  const examples = report.train + report.heldOut;
  const parts = [
    rows === 0
      ? t.data.nothingCut(number(limit))
      : t.data.rowsCut(rows, number(rows), share(rows / Math.max(1, examples))),
    cost && cost.tokens > 0 ? t.data.tokensCut(number(cost.tokens), share(cost.tokens / report.tokens)) : '',
    cost && cost.answers > 0 ? t.data.answersLost(number(cost.answers), number(report.answers.total)) : '',
    cost && cost.memoryBytes !== null
      ? whole !== null && whole - cost.memoryBytes > worthTelling * whole
        ? t.data.memorySaved(bytes(cost.memoryBytes), bytes(whole - cost.memoryBytes))
        : t.data.memory(bytes(cost.memoryBytes))
      : '',
  ];
  return (
    <Typography variant="body2" color="textSecondary" role="status">
      {parts.filter(Boolean).join(t.data.sentenceGap)}
    </Typography>
  );
}
