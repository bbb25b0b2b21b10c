import { call } from '@/api/client';

/** The text of an XML file in the encoding it declares: offices keep theirs in GBK, too. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const begins = new TextDecoder('latin1').decode(bytes.slice(0, 200));
  const declared = /^[^<]*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(begins)?.[1] ?? 'utf-8';
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  return new TextDecoder(known(declared) ? declared : 'utf-8').decode(bytes);
}

function known(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== '' && !/^utf-?16/i.test(encoding);
  } catch {
    return false;
  }
}

/** The drawing with a diagram: files made for engines often have none. */
export async function withDiagram(bpmn: string): Promise<string> {
  if (/BPMNShape/.test(bpmn)) return bpmn;
  const found = await call<{ bpmn: string }>('/processes/drawing', { method: 'POST', body: { bpmn } });
  return found.bpmn;
}
