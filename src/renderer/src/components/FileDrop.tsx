/** A field to drop a file on or to pick one with; in a browser the file is uploaded first, with its progress. */
import UploadIcon from '@mui/icons-material/FileUploadOutlined';
import { Box, Button, LinearProgress, Stack, Typography } from '@mui/material';
import { type DragEvent, useRef, useState } from 'react';
import { usePaths } from '../hooks/usePaths.ts';
import { useFormats, useText } from '../text/TextProvider.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

interface FileDropProps {
  /** What to drop here. */
  readonly label: string;
  /** What kinds there are, in a few words. */
  readonly about?: string;
  /** Endings with commas, as an `<input>` takes them. */
  readonly accept: string;
  /** Told where main can read the file. */
  readonly onPath: (path: string) => void;
  readonly disabled?: boolean;
}

export function FileDrop({ label, about, accept, onPath, disabled = false }: FileDropProps) {
  const t = useText();
  const { percent } = useFormats();
  const { progress, error, take, cancel } = usePaths(onPath);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const first = (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file && !disabled) take(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    first(event.dataTransfer.files);
  };
  return (
    <Stack spacing={1}>
      <Stack
        direction="row"
        spacing={2}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        sx={{
          alignItems: 'center',
          px: 2,
          py: 1.5,
          border: '1px dashed',
          borderColor: over ? 'primary.main' : 'text.secondary',
          bgcolor: over ? 'primary.light' : 'background.paper',
          borderRadius: 1,
        }}
      >
        <UploadIcon color="action" />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography>{label}</Typography>
          {about ? (
            <Typography variant="body2" color="textSecondary">
              {about}
            </Typography>
          ) : null}
        </Box>
        <input
          ref={input}
          type="file"
          hidden
          accept={accept}
          onChange={({ target }) => {
            first(target.files);
            target.value = '';
          }}
        />
        {progress === null ? (
          <Button disabled={disabled} onClick={() => input.current?.click()}>
            {t.frame.chooseFile}
          </Button>
        ) : (
          <Button onClick={cancel}>{t.frame.cancel}</Button>
        )}
      </Stack>
      {progress === null ? null : (
        <Stack spacing={0.5} role="status">
          <Typography variant="body2">{t.frame.uploading(percent(progress))}</Typography>
          <LinearProgress variant="determinate" value={100 * progress} aria-label={t.frame.uploading('')} />
        </Stack>
      )}
      {error ? <ErrorNotice error={error} /> : null}
    </Stack>
  );
}
