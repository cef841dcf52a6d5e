/** Search and order above a list. */
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { InputAdornment, MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { useText } from '../text/TextProvider.tsx';

/** One way to order a list. */
export interface Order<T> {
  readonly label: string;
  readonly compare: (a: T, b: T) => number;
}

interface ListState<T> {
  /** What is left of the list, in order. */
  readonly shown: readonly T[];
  readonly tools: ListToolsProps;
}

/**
 * @param texts what the search looks into
 * @param orders the first holds until another is chosen
 */
export function useList<T>(
  all: readonly T[],
  texts: (item: T) => readonly (string | null)[],
  orders: readonly Order<T>[],
): ListState<T> {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState(0);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((item) => {
    const text = texts(item).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return {
    shown: found.toSorted(orders[order]?.compare),
    tools: { search, setSearch, order, setOrder, orders: orders.map(({ label }) => label) },
  };
}

interface ListToolsProps {
  readonly search: string;
  readonly setSearch: (search: string) => void;
  readonly order: number;
  readonly setOrder: (order: number) => void;
  readonly orders: readonly string[];
}

export function ListTools({ search, setSearch, order, setOrder, orders }: ListToolsProps) {
  const t = useText();
  return (
    <Stack direction="row" spacing={1}>
      <TextField
        type="search"
        placeholder={t.frame.search}
        value={search}
        onChange={({ target }) => setSearch(target.value)}
        slotProps={{
          htmlInput: { 'aria-label': t.frame.search },
          input: {
            startAdornment: (
              <InputAdornment position="start">
                <SearchIcon fontSize="small" />
              </InputAdornment>
            ),
          },
        }}
        sx={{ width: 260 }}
      />
      <TextField
        select
        label={t.frame.order}
        value={order}
        onChange={({ target }) => setOrder(Number(target.value))}
        sx={{ minWidth: 150 }}
      >
        {orders.map((label, i) => (
          <MenuItem key={label} value={i}>
            {label}
          </MenuItem>
        ))}
      </TextField>
    </Stack>
  );
}
