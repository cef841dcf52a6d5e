/** What an export will take before it begins: disk beside what is free, and time. */
import { Alert, Typography } from '@mui/material';
import type { ExportForecast } from '../../../../shared/records/exports.ts';
import { useErrorText } from '../../components/useErrorText.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';

interface ForecastProps {
  readonly forecast: ExportForecast | undefined;
  /** Why it would be refused. */
  readonly error: Error | null;
}

/** More than the export itself, beyond rounding, is worth a word. */
const worthSaying = 1.05;

export function Forecast({ forecast, error }: ForecastProps) {
  const t = useText();
  const { bytes, duration } = useFormats();
  const errorText = useErrorText();
  if (error) {
    const { message, hint } = errorText(error);
    return (
      <Alert severity="warning" role="status">
        {message} {hint}
      </Alert>
    );
  }
  if (!forecast) return <Typography variant="body2">{'\u00a0'}</Typography>;
  const { bytes: size, neededBytes, freeBytes, seconds } = forecast;
  const parts = [
    t.exports.forecastSize(bytes(size)),
    ...(neededBytes > size * worthSaying ? [t.exports.forecastNeeded(bytes(neededBytes))] : []),
    t.exports.forecastFree(bytes(freeBytes)),
    seconds === null ? t.exports.forecastNoTime : t.exports.forecastTime(duration(Math.max(1, seconds))),
  ];
  if (neededBytes > freeBytes)
    return (
      <Alert severity="warning" role="status">
        {t.exports.forecastNoRoom(bytes(neededBytes), bytes(freeBytes))}
      </Alert>
    );
  return (
    <Typography variant="body2" role="status" sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {parts.join(' ')}
    </Typography>
  );
}
