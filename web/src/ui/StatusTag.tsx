import { statusTone } from './theme';

/** A status: colour, mark and words together, so that colour is never the only sign. */
export function StatusTag({ status, text }: { status: string; text: string }) {
  const tone = statusTone(status);
  return (
    <span className="status-tag" style={{ color: tone.text, background: tone.back }}>
      <span className="status-mark" style={{ background: tone.mark }} aria-hidden="true" />
      {text}
    </span>
  );
}
