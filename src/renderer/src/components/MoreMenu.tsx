/** The three dots beside an entry: what can be done with it besides the obvious. */
import MoreIcon from '@mui/icons-material/MoreVertOutlined';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useId, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';

export interface MoreItem {
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}

interface MoreMenuProps {
  /** What it belongs to. */
  readonly of: string;
  readonly items: readonly MoreItem[];
}

export function MoreMenu({ of, items }: MoreMenuProps) {
  const t = useText();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <IconButton
        aria-label={`${t.frame.more}: ${of}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon fontSize="small" />
      </IconButton>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {items.map(({ label, onClick, disabled = false }) => (
          <MenuItem
            key={label}
            disabled={disabled}
            onClick={() => {
              setAnchor(null);
              onClick();
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
