import { useKind } from '@/api/catalogue';
import type { RecordDetail } from '@/api/records';
import { FilesPanel } from '@/records/files/FilesPanel';

/** The papers of a case on the page of its task. */
export function CasePapers({ detail, id }: { detail: RecordDetail; id: string }) {
  const cases = useKind('case');
  if (!cases) return null;
  return <FilesPanel kind={cases} detail={{ ...detail, id, actions: [] }} compact />;
}
