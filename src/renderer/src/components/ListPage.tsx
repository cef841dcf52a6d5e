/** The recipe of a page that shows a list: its loading, error and empty states, and the list once there is something in it. */
import type { ReactNode } from 'react';
import { Await, type AwaitProps } from './Await.tsx';
import { EmptyState, type EmptyStateProps } from './EmptyState.tsx';
import { Page, type PageProps } from './Page.tsx';

interface ListPageProps<T> extends Omit<PageProps, 'children'> {
  readonly query: AwaitProps<T>['query'];
  readonly isEmpty: (data: T) => boolean;
  /** What will be here, and what fills it. */
  readonly empty: EmptyStateProps;
  /** Above the list, whether there is one or not: the way to get more, what is under way. */
  readonly above?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

export function ListPage<T>({ query, isEmpty, empty, above, children, ...head }: ListPageProps<T>) {
  return (
    <Page {...head}>
      {above}
      <Await query={query}>{(data) => (isEmpty(data) ? <EmptyState {...empty} /> : children(data))}</Await>
    </Page>
  );
}
