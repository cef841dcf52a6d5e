/** The columns that play no part, each with the way to give it one. */
import { Button, Menu, MenuItem, Stack, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import type { Field } from './mapping.ts';

/** More are not worth their room: the fields above offer every column. */
const mostShown = 24;

interface UnusedColumnsProps {
  readonly columns: readonly string[];
  /** What a column can be used as. */
  readonly fields: readonly Field[];
  readonly onUse: (field: Field, column: string) => void;
}

export function UnusedColumns({ columns, fields, onUse }: UnusedColumnsProps) {
  const t = useText();
  const { number } = useFormats();
  const id = useId();
  const [open, setOpen] = useState<{ readonly column: string; readonly anchor: HTMLElement } | null>(null);
  if (columns.length === 0) return null;
  const close = () => setOpen(null);
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
      <Typography variant="body2" color="textSecondary" component="span">
        {t.data.notUsed}
      </Typography>
      {columns.slice(0, mostShown).map((column) => (
        <Button
          key={column}
          size="small"
          aria-haspopup="menu"
          aria-expanded={open?.column === column}
          aria-controls={open?.column === column ? id : undefined}
          onClick={({ currentTarget }) => setOpen({ column, anchor: currentTarget })}
          sx={{ overflowWrap: 'anywhere' }}
        >
          {column}
        </Button>
      ))}
      {columns.length > mostShown ? (
        <Typography variant="body2" color="textSecondary" component="span">
          {t.data.moreColumns(number(columns.length - mostShown))}
        </Typography>
      ) : null}
      <Menu
        id={id}
        open={open !== null}
        anchorEl={open?.anchor ?? null}
        onClose={close}
        slotProps={{ list: { 'aria-label': t.data.rolesOf(open?.column ?? '') } }}
      >
        {fields.map((field) => (
          <MenuItem
            key={field}
            onClick={() => {
              if (open) onUse(field, open.column);
              close();
            }}
          >
            {t.data.asField(t.data.fields[field])}
          </MenuItem>
        ))}
      </Menu>
    </Stack>
  );
}
