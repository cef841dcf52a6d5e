/** The page Playground. */
import { Loading } from '../../components/Loading.tsx';
import { Page } from '../../components/Page.tsx';
import { useText } from '../../text/TextProvider.tsx';

export function Playground() {
  const t = useText();
  return (
    <Page title={t.playground.title}>
      <Loading />
    </Page>
  );
}
