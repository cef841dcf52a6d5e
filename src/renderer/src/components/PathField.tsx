/** A path on the machine where the studio runs: typed, or, in the studio's own window, dropped or chosen in the system's dialog. */
import { Button, InputAdornment, TextField, type TextFieldProps } from '@mui/material';
import type { Choice } from '../../../shared/records/app.ts';
import { inWindow } from '../api.ts';
import { useApiMutation } from '../hooks/useApi.ts';
import { usePaths } from '../hooks/usePaths.ts';
import { useText } from '../text/TextProvider.tsx';

type PathFieldProps = Omit<TextFieldProps, 'onDrop' | 'onDragOver' | 'onChange' | 'slotProps' | 'value'> & {
  readonly choice: Choice;
  readonly value: string;
  /** Where the dialog opens; default: at the path that is there. */
  readonly from?: string;
  readonly onPath: (path: string) => void;
  /** Told what is typed; default: as `onPath`. */
  readonly onType?: (text: string) => void;
};

export function PathField({ choice, value, from, onPath, onType = onPath, ...field }: PathFieldProps) {
  const t = useText();
  const { take } = usePaths(onPath);
  const { mutate: browse, isPending } = useApiMutation('app.choosePath', {
    onSuccess: ({ path }) => {
      if (path !== null) onPath(path);
    },
  });
  return (
    <TextField
      {...field}
      fullWidth
      value={value}
      onChange={({ target }) => onType(target.value)}
      slotProps={{
        formHelperText: { sx: { overflowWrap: 'anywhere' } },
        input: inWindow
          ? {
              endAdornment: (
                <InputAdornment position="end">
                  <Button disabled={isPending} onClick={() => browse({ choice, from: from || value })}>
                    {t.frame.browse}
                  </Button>
                </InputAdornment>
              ),
            }
          : {},
      }}
      {...(inWindow && {
        onDragOver: (event) => event.preventDefault(),
        onDrop: (event) => {
          event.preventDefault();
          const [file] = event.dataTransfer.files;
          if (file) take(file);
        },
      })}
    />
  );
}
