/** Everything worth knowing about a dataset before training on it: figures, lengths with the cut, a conversation, findings. */
import { Box, Stack, Typography } from '@mui/material';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import type { Term } from '../../text/catalogues.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { Help } from '../Help.tsx';
import { Findings } from './Findings.tsx';
import { Previews } from './Previews.tsx';
import { TokenHistogram } from './TokenHistogram.tsx';

interface ReportViewProps {
  readonly report: DatasetReport;
  readonly maxLength: number;
  readonly onMaxLength?: ((maxLength: number) => void) | undefined;
}

export function ReportView({ report, maxLength, onMaxLength }: ReportViewProps) {
  return (
    <Stack spacing={2.5}>
      <Figures report={report} />
      <TokenHistogram report={report} maxLength={maxLength} onChange={onMaxLength} />
      <Previews preview={report.preview} maxLength={maxLength} />
      <Findings report={report} />
    </Stack>
  );
}

function Figures({ report }: { readonly report: DatasetReport }) {
  const t = useText();
  const { number, count, share } = useFormats();
  const figures: { label: string; value: string; term?: Term }[] = [
    { label: t.data.figures.rows, value: number(report.dataset.rowsUsed) },
    { label: t.data.figures.heldOut, value: number(report.heldOut), term: 'holdout' },
    { label: t.data.figures.tokens, value: count(report.tokens), term: 'token' },
    {
      label: t.data.figures.learned,
      value: share(report.labels / Math.max(1, report.tokens)),
      term: 'learnedTokens',
    },
    { label: t.data.figures.median, value: number(report.percentiles[0]?.tokens ?? 0) },
    { label: t.data.figures.longest, value: number(report.longest[0]?.tokens ?? 0) },
  ];
  return (
    <Box component="dl" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 4, rowGap: 1, m: 0 }}>
      {figures.map(({ label, value, term }) => (
        <Box key={label}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {label} {term ? <Help term={term} /> : null}
          </Typography>
          <Typography component="dd" sx={{ m: 0, fontSize: '1.125rem', fontWeight: 600 }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
}
