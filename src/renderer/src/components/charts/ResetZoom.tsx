/** Shows the whole chart again after a look at part of it. */
import ZoomOutIcon from '@mui/icons-material/ZoomOutMapOutlined';
import { Button } from '@mui/material';
import { useText } from '../../text/TextProvider.tsx';

export function ResetZoom({ onReset }: { readonly onReset: () => void }) {
  const t = useText();
  return (
    <Button startIcon={<ZoomOutIcon />} onClick={onReset} sx={{ flexShrink: 0 }}>
      {t.run.resetZoom}
    </Button>
  );
}
