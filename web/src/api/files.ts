import { upload } from './client';

export interface StoredFile {
  blob_id: string;
  sha256: string;
  size: number;
  name: string;
  media_type: string;
}

export interface RecordFile {
  id: string;
  title: string;
  purpose?: unknown;
  version: number;
  status?: string;
  name: string;
  size: number;
  media_type: string;
  sha256: string;
  preview_url: string | null;
  content_url: string;
  superseded: boolean;
}

export function storeFile(file: File, onProgress?: (share: number) => void): Promise<StoredFile> {
  const form = new FormData();
  form.append('file', file, file.name);
  return upload<StoredFile>('/files', form, onProgress);
}
