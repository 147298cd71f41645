/** A QR code for a page to show: drawn in the page itself, so that it needs no picture to be decoded and prints sharp. */
import { useEffect, useState } from 'react';
import { qrPath } from '#web/kit/qr.ts';

export function QrCode({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<{ path: string; side: number } | null>(null);
  useEffect(() => {
    let left = false;
    const draw = async () => {
      const found = await qrPath(text);
      if (!left) setDrawn(found);
    };
    // Without a network the number and the code beside it say the same.
    draw().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [text]);
  if (!drawn) return <span className="qr" aria-hidden="true" />;
  const { path, side } = drawn;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- it is drawn here: there is no file that an <img> could name
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={`M0 0h${side}v${side}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
