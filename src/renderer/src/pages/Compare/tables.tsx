/** Compared runs in two tables: what came of each, and the settings in which they differ. */
import {
  Box,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import type { ReactNode } from 'react';
import type { Comparison } from '../../../../shared/records/runs.ts';
import { curveDashes, useChartColours } from '../../components/charts/chartColours.ts';
import { RouterLink } from '../../components/links.tsx';
import { RunState } from '../../components/RunState.tsx';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { monospace } from '../../theme.ts';

interface SideBySideProps {
  readonly label: string;
  readonly runs: Comparison['runs'];
  /** Over the column of names. */
  readonly corner: string;
  readonly rows: readonly {
    readonly key: string;
    readonly name: ReactNode;
    readonly values: readonly ReactNode[];
  }[];
}

/** A column a run, under its name and the line it has in the chart. */
function SideBySide({ label, runs, corner, rows }: SideBySideProps) {
  const colours = useChartColours();
  return (
    <TableContainer tabIndex={0}>
      <Table aria-label={label}>
        <TableHead>
          <TableRow>
            <TableCell>{corner}</TableCell>
            {runs.map(({ id, name }, i) => (
              <TableCell key={id} sx={{ minWidth: 130 }}>
                <Box component="svg" width={40} height={6} aria-hidden sx={{ display: 'block', mb: 0.5 }}>
                  <path
                    d="M 0 3 H 40"
                    stroke={colours.curves[i]}
                    strokeWidth={3}
                    strokeDasharray={(curveDashes[i] ?? []).join(' ')}
                  />
                </Box>
                <RouterLink to="/runs/$id" params={{ id }} sx={{ overflowWrap: 'anywhere' }}>
                  {name}
                </RouterLink>
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, name, values }) => (
            <TableRow key={key}>
              <TableCell component="th" scope="row">
                {name}
              </TableCell>
              {values.map((value, i) => (
                <TableCell key={runs[i]?.id} sx={{ overflowWrap: 'anywhere' }}>
                  {value}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

export function Results({ runs }: Pick<Comparison, 'runs'>) {
  const t = useText();
  const { loss, duration, number } = useFormats();
  const best = Math.min(...runs.map(({ heldOutLoss }) => heldOutLoss ?? Number.POSITIVE_INFINITY));
  const shown = (value: number | null, format: (value: number) => string) =>
    value === null ? '-' : format(value);
  return (
    <SideBySide
      label={t.compare.results}
      corner={t.compare.result}
      runs={runs}
      rows={[
        {
          key: 'state',
          name: t.runs.columns.state,
          values: runs.map(({ id, state }) => <RunState key={id} state={state} />),
        },
        {
          key: 'before',
          name: t.compare.before,
          values: runs.map(({ heldOutLossBefore }) => shown(heldOutLossBefore, loss)),
        },
        {
          key: 'best',
          name: t.compare.best,
          values: runs.map(({ id, heldOutLoss }) => (
            <Box key={id} component="span" sx={{ fontWeight: heldOutLoss === best ? 700 : 400 }}>
              {shown(heldOutLoss, loss)}
            </Box>
          )),
        },
        { key: 'time', name: t.runs.columns.seconds, values: runs.map(({ seconds }) => duration(seconds)) },
        {
          key: 'ended',
          name: t.compare.ended,
          values: runs.map(({ step, steps }) => t.compare.steps(number(step), shown(steps, number))),
        },
      ]}
    />
  );
}

export function Differences({ comparison }: { readonly comparison: Comparison }) {
  const t = useText();
  const { runs, differences } = comparison;
  if (differences.length === 0) return <Typography>{t.compare.same}</Typography>;
  return (
    <SideBySide
      label={t.compare.differences}
      corner={t.compare.setting}
      runs={runs}
      rows={differences.map(({ field, values }) => ({
        key: field,
        name: (
          <Box component="span" sx={{ fontFamily: monospace }}>
            {field}
          </Box>
        ),
        values,
      }))}
    />
  );
}
