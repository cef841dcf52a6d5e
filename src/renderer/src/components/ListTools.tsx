/** Search and order above a list. */
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { InputAdornment, MenuItem, Stack, TextField, type TextFieldProps, Typography } from '@mui/material';
import { type ReactNode, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';

/** One way to order a list. */
export interface Order<T> {
  readonly label: string;
  readonly compare: (a: T, b: T) => number;
}

interface ListState<T> {
  /** What is left of the list, in order. */
  readonly shown: readonly T[];
  /** What is searched for; empty: nothing. */
  readonly sought: string;
  readonly tools: ListToolsProps;
}

/**
 * @param texts what the search looks into
 * @param orders the first holds until another is chosen; none: the list keeps its own
 */
export function useList<T>(
  all: readonly T[],
  texts: (item: T) => readonly (string | null)[],
  orders: readonly Order<T>[] = [],
): ListState<T> {
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState(0);
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((item) => {
    const text = texts(item).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const compare = orders[order]?.compare;
  return {
    shown: compare ? found.toSorted(compare) : found,
    sought: search.trim(),
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

interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
}

/** A list's field to search in, its label in place of what is not typed yet. */
export function SearchField({
  value,
  onChange,
  label,
  ...others
}: SearchFieldProps & Pick<TextFieldProps, 'onBlur' | 'sx'>) {
  return (
    <TextField
      type="search"
      placeholder={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      slotProps={{
        htmlInput: { 'aria-label': label },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <SearchIcon fontSize="small" />
            </InputAdornment>
          ),
        },
      }}
      {...others}
    />
  );
}

interface LabelledSearchProps extends Pick<ListToolsProps, 'search' | 'setSearch'> {
  readonly label: string;
  /** What is said where the search finds nothing; absent: it has found something. */
  readonly nothing?: string | undefined;
  /** Beside the field. */
  readonly children?: ReactNode;
}

/** Search alone, of a list that has its order. */
export function LabelledSearch({ label, search, setSearch, nothing, children }: LabelledSearchProps) {
  return (
    <>
      <Stack direction="row" spacing={2} sx={{ alignItems: 'center' }}>
        <SearchField label={label} value={search} onChange={setSearch} sx={{ width: 320 }} />
        {children}
      </Stack>
      {nothing === undefined ? null : (
        <Typography role="status" color="textSecondary">
          {nothing}
        </Typography>
      )}
    </>
  );
}

export function ListTools({ search, setSearch, order, setOrder, orders }: ListToolsProps) {
  const t = useText();
  return (
    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
      <SearchField
        label={t.frame.search}
        value={search}
        onChange={setSearch}
        sx={{ flex: '1 1 130px', maxWidth: 260 }}
      />
      <TextField
        select
        label={t.frame.order}
        value={order}
        onChange={({ target }) => setOrder(Number(target.value))}
        sx={{ minWidth: 150, flexShrink: 0 }}
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
