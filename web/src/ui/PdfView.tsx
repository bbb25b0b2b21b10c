import { LeftOutlined, RightOutlined, ZoomInOutlined, ZoomOutOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { useWords } from './words';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

const MARGIN = 12; // of .pdf-sheet, in pixels

type PdfDocument = Awaited<ReturnType<typeof pdfjs.getDocument>['promise']>;

/** Shows a PDF page by page; character maps, fonts and the worker all come from this server. */
export default function PdfView({ url, name }: { url: string; name: string }) {
  const say = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [file, setFile] = useState<PdfDocument | null>(null);
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState(1);
  const [broken, setBroken] = useState(false);
  const [busy, setBusy] = useState(true);

  useEffect(() => {
    setBroken(false);
    setBusy(true);
    const task = pdfjs.getDocument({
      url,
      cMapUrl: '/assets/pdf/cmaps/',
      cMapPacked: true,
      standardFontDataUrl: '/assets/pdf/standard_fonts/',
      wasmUrl: '/assets/pdf/wasm/',
      withCredentials: true,
    });
    task.promise.then(
      (document) => {
        setFile(document);
        setPage(1);
      },
      () => {
        setBroken(true);
        setBusy(false);
      },
    );
    return () => void task.destroy();
  }, [url]);

  useEffect(() => {
    if (!file) return;
    let stopped = false;
    let running: { cancel: () => void; promise: Promise<unknown> } | null = null;
    async function draw(document: PdfDocument): Promise<void> {
      setBusy(true);
      const sheet = await document.getPage(page);
      const target = canvas.current;
      const width = box.current ? box.current.clientWidth - 2 * MARGIN : 800;
      if (stopped || !target) return;
      const natural = sheet.getViewport({ scale: 1 });
      const scale = (Math.min(width, 1100) / natural.width) * zoom;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const viewport = sheet.getViewport({ scale: scale * ratio });
      target.width = viewport.width;
      target.height = viewport.height;
      target.style.width = `${viewport.width / ratio}px`;
      const task = sheet.render({ canvas: target, viewport });
      running = task;
      await task.promise;
      setBusy(false);
    }
    draw(file).catch((error: unknown) => {
      const cancelled = error instanceof Error && error.name === 'RenderingCancelledException';
      if (!stopped && !cancelled) setBroken(true);
    });
    return () => {
      stopped = true;
      running?.cancel();
    };
  }, [file, page, zoom]);

  if (broken) return <p role="alert">{say('files.broken')}</p>;
  const pages = file?.numPages ?? 1;
  return (
    <div className="pdf-view">
      <div className="pdf-bar">
        <Button
          icon={<LeftOutlined />}
          aria-label={say('files.previousPage')}
          disabled={page <= 1}
          onClick={() => setPage(page - 1)}
        />
        <span className="num" aria-live="polite">
          {say('files.page', { page, pages })}
        </span>
        <Button
          icon={<RightOutlined />}
          aria-label={say('files.nextPage')}
          disabled={page >= pages}
          onClick={() => setPage(page + 1)}
        />
        <span className="grow" />
        <Button
          icon={<ZoomOutOutlined />}
          aria-label={say('files.zoomOut')}
          disabled={zoom <= 0.5}
          onClick={() => setZoom(zoom / 1.25)}
        />
        <Button
          icon={<ZoomInOutlined />}
          aria-label={say('files.zoomIn')}
          disabled={zoom >= 4}
          onClick={() => setZoom(zoom * 1.25)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it */}
      <div className="pdf-sheet" ref={box} tabIndex={0}>
        <Spin spinning={busy}>
          <canvas ref={canvas} role="img" aria-label={`${name} ${say('files.page', { page, pages })}`} />
        </Spin>
      </div>
    </div>
  );
}
