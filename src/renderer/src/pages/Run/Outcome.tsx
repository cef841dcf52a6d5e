/** What came of a run: the verdict or the error in words, and the estimate beside what it really took. */

import type { AlertColor } from '@mui/material';
import {
  Alert,
  AlertTitle,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import type { Run, RunDetail } from '../../../../shared/records/runs.ts';
import { useVerdictText } from '../../components/RunState.tsx';
import { useErrorText } from '../../components/useErrorText.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

const colours: Readonly<Record<NonNullable<Run['verdict']>['kind'], AlertColor>> = {
  improved: 'success',
  stillFalling: 'success',
  rateRanOut: 'info',
  chance: 'warning',
  overfitting: 'warning',
  tooFewData: 'warning',
  notLearning: 'warning',
  diverged: 'error',
};

/** Nothing while there is nothing to say. */
export function Verdict({ verdict, error, state }: Pick<Run, 'verdict' | 'error' | 'state'>) {
  const t = useText();
  const words = useVerdictText();
  const errorText = useErrorText();
  return (
    <>
      {error ? (
        <Alert severity={state === 'failed' ? 'error' : 'warning'}>
          <AlertTitle>{errorText(error).message}</AlertTitle>
          {errorText(error).hint}
        </Alert>
      ) : null}
      {verdict ? (
        <Alert severity={colours[verdict.kind]}>
          <AlertTitle>{t.run.verdicts[verdict.kind]}</AlertTitle>
          {words(verdict)}
        </Alert>
      ) : null}
    </>
  );
}

/** Time, memory and disk as they were promised and as they turned out. */
export function EstimateTable({ run }: { readonly run: RunDetail }) {
  const t = useText();
  const { duration, bytes } = useFormats();
  const { estimate, actual, seconds } = run;
  const shown = (value: number | undefined, format: (value: number) => string) =>
    value === undefined ? '-' : format(value);
  const timeSoFar = actual?.seconds ?? (seconds > 0 ? seconds : undefined);
  const soFar = actual === null && timeSoFar !== undefined;
  const rows = [
    {
      name: t.run.time,
      expected: shown(estimate?.seconds, duration),
      took: soFar ? t.run.soFar(duration(seconds)) : shown(timeSoFar, duration),
    },
    {
      name: t.run.memory,
      expected: shown(estimate?.memoryBytes, bytes),
      took: shown(actual?.memoryBytes, bytes),
    },
    { name: t.run.disk, expected: shown(estimate?.diskBytes, bytes), took: shown(actual?.diskBytes, bytes) },
  ];
  return (
    <>
      <Typography variant="h3" id="estimate">
        {t.run.estimate}
      </Typography>
      <Table aria-labelledby="estimate" sx={{ '& th, & td': { px: 0.5 }, '& td': { whiteSpace: 'nowrap' } }}>
        <TableHead>
          <TableRow>
            <TableCell component="td" />
            <TableCell align="right">{t.run.expected}</TableCell>
            <TableCell align="right">{t.run.took}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ name, expected, took }) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row">
                {name}
              </TableCell>
              <TableCell align="right">{expected}</TableCell>
              <TableCell align="right">{took}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}
