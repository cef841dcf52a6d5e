/** A chart's numbers as a table, thinned out: what one reads who does not see the chart. */
import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import type { Columns } from '../csv.ts';
import { spread } from './series.ts';

const shownRows = 20;

interface NumbersTableProps {
  readonly label: string;
  /** What to call each column, with its numbers as text. */
  readonly columns: Columns;
}

export function NumbersTable({ label, columns }: NumbersTableProps) {
  const names = Object.keys(columns);
  const lists = Object.values(columns);
  const rows = spread(lists[0]?.length ?? 0, shownRows);
  return (
    <TableContainer sx={{ maxHeight: 280 }} tabIndex={0} role="region" aria-label={label}>
      <Table stickyHeader aria-label={label}>
        <TableHead>
          <TableRow>
            {names.map((name) => (
              <TableCell key={name} align="right">
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row}>
              {lists.map((list, i) => (
                <TableCell key={names[i]} align="right">
                  {list[row] ?? '-'}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
