import { registerListStart } from '@/features/work/selecting';
import { ListPage } from '@/records/list/ListPage';

registerListStart();

/** The list of any kind, with what features add to it. */
export function ListRoute() {
  return <ListPage />;
}
