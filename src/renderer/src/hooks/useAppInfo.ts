/** The program's version and the machine's facts; neither changes while the studio runs. */
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

export function useAppInfo() {
  return useQuery({ queryKey: ['app.info'], queryFn: () => api.call('app.info') });
}
