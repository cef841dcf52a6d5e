/** What was decided and what happened, in plain words, newest first. */
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import InfoIcon from '@mui/icons-material/InfoOutlined';
import WarningIcon from '@mui/icons-material/WarningAmberOutlined';
import { Stack, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import type { LogEntry } from '../../../../shared/records/runs.ts';
import { useSentence } from '../../components/useSentence.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

const icons = {
  info: <InfoIcon fontSize="small" color="action" />,
  warning: <WarningIcon fontSize="small" color="warning" />,
  error: <ErrorIcon fontSize="small" color="error" />,
} as const satisfies Record<LogEntry['level'], unknown>;

export function Log({ entries }: { readonly entries: readonly LogEntry[] }) {
  const t = useText();
  const { time, number } = useFormats();
  const sentence = useSentence();
  if (entries.length === 0) return <Typography color="textSecondary">{t.run.noLog}</Typography>;
  return (
    <Table aria-label={t.run.tabs.log}>
      <TableHead>
        <TableRow>
          <TableCell sx={{ width: 190 }}>{t.run.when}</TableCell>
          <TableCell align="right" sx={{ width: 80 }}>
            {t.run.step}
          </TableCell>
          <TableCell>{t.run.message}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {entries.toReversed().map(({ id, at, step, level, message, said }) => (
          <TableRow key={id}>
            <TableCell sx={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>{time(at)}</TableCell>
            <TableCell align="right" sx={{ verticalAlign: 'top' }}>
              {step === null ? '' : number(step)}
            </TableCell>
            <TableCell>
              <Stack direction="row" spacing={1}>
                <span title={t.run.levels[level]} aria-label={t.run.levels[level]} role="img">
                  {icons[level]}
                </span>
                <span>{sentence(said, message)}</span>
              </Stack>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
