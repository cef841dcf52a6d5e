/** The list of shortcuts, and the switch for those of a single key. */
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  Stack,
  Switch,
  Typography,
} from '@mui/material';
import { Fragment, useState } from 'react';
import { useText } from '../text/TextProvider.tsx';
import { monospace } from '../theme.ts';
import { commonCommands, pageCommands } from './commands.ts';
import { singleKeys } from './useShortcuts.ts';

const held = /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl';

function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <Stack component="dt" direction="row" spacing={0.5}>
      {keys.map((key) => (
        <Box
          component="kbd"
          key={key}
          sx={{
            fontFamily: monospace,
            fontSize: '0.8125rem',
            px: 0.75,
            border: 1,
            borderColor: 'divider',
            borderRadius: 0.5,
          }}
        >
          {key === 'Mod' ? held : key}
        </Box>
      ))}
    </Stack>
  );
}

export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const [on, setOn] = useState(singleKeys.areOn);
  return (
    <Dialog open onClose={onClose} aria-labelledby="shortcuts">
      <DialogTitle id="shortcuts" component="h2">
        {t.frame.shortcuts}
      </DialogTitle>
      <DialogContent>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 3, rowGap: 1, m: 0 }}
        >
          {[...commonCommands, ...pageCommands].map(({ keys, label }) =>
            keys ? (
              <Fragment key={label(t)}>
                <Keys keys={keys} />
                <Typography component="dd" sx={{ m: 0 }}>
                  {label(t)}
                </Typography>
              </Fragment>
            ) : null,
          )}
        </Box>
        <FormControlLabel
          sx={{ mt: 2 }}
          control={
            <Switch
              checked={on}
              onChange={(_event, checked) => {
                singleKeys.set(checked);
                setOn(checked);
              }}
            />
          }
          label={t.frame.singleKeys}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {t.frame.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
