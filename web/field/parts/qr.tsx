/** The QR code of a plate: it prints sharp at any size. */
import { useMemo } from 'react';
import { qrPath } from '#web/kit/qr.ts';

export default function Qr({ text, label }: { text: string; label: string }) {
  const { path, side } = useMemo(() => qrPath(text), [text]);
  return (
    <figure className="qr">
      <figcaption className="unseen">{label}</figcaption>
      <svg viewBox={`0 0 ${side} ${side}`} aria-hidden="true" shapeRendering="crispEdges">
        <path d={`M0 0h${side}v${side}H0z`} fill="#fff" />
        <path d={path} fill="#000" />
      </svg>
    </figure>
  );
}
