/** What looks wrong with a dataset, a line each: how many rows, which ones, and what it means. */
import CheckIcon from '@mui/icons-material/CheckCircleOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import { Box, Stack, Typography } from '@mui/material';
import type { DatasetReport } from '../../../../shared/records/datasets.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { faultText } from './faultText.ts';
import { findingsOf } from './findingsOf.ts';
import { hasLeftOut, LeftOut } from './LeftOut.tsx';
import { noteText } from './noteText.ts';

const shownRows = 8;

export function Findings({ report }: { readonly report: DatasetReport }) {
  const t = useText();
  const formats = useFormats();
  const { number } = formats;
  const found = findingsOf(report);
  return (
    <Stack spacing={1}>
      <Typography variant="h3">{t.data.findings}</Typography>
      {found.length === 0 && report.dataset.notes.length === 0 && !hasLeftOut(report) ? (
        <Stack direction="row" spacing={1}>
          <CheckIcon color="success" fontSize="small" />
          <Typography>{t.data.nothingFound}</Typography>
        </Stack>
      ) : (
        <Stack component="ul" spacing={0.75} sx={{ listStyle: 'none', p: 0, m: 0 }}>
          {found.map(({ kind, rows, serious, detail }) => (
            <Stack component="li" key={kind} direction="row" spacing={1}>
              {serious ? (
                <WarningIcon color="warning" fontSize="small" />
              ) : (
                <InfoIcon color="action" fontSize="small" />
              )}
              <Box sx={{ minWidth: 0 }}>
                <Typography component="span">
                  {t.data.found[kind](rows.length, number(rows.length))}{' '}
                </Typography>
                <Typography component="span" color="textSecondary">
                  {t.data.rows(
                    rows
                      .slice(0, shownRows)
                      .map((row) => number(row))
                      .join(', '),
                    rows.length > shownRows,
                  )}
                </Typography>
                {detail ? (
                  <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
                    {detail.fault ? faultText(detail.fault, t.faults, formats).message : detail.message}
                  </Typography>
                ) : null}
              </Box>
            </Stack>
          ))}
          <LeftOut report={report} />
          {report.dataset.notes
            .map((note) => noteText(note, t.data, formats))
            .map((warning) => (
              <Stack component="li" key={warning} direction="row" spacing={1}>
                <InfoIcon color="action" fontSize="small" />
                <Typography>{warning}</Typography>
              </Stack>
            ))}
        </Stack>
      )}
    </Stack>
  );
}
