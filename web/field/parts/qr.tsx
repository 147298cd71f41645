/** The QR code of a plate: it prints sharp at any size. */
import { useEffect, useState } from 'react';
import { qrPath } from '#web/kit/qr.ts';
import { Skeleton } from '#web/kit/ui/progress.tsx';

export function Qr({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<{ path: string; side: number } | null>(null);
  useEffect(() => {
    let left = false;
    const draw = async () => {
      const found = await qrPath(text);
      if (!left) setDrawn(found);
    };
    // Without a network the code in letters below says the same.
    draw().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [text]);
  if (!drawn) return <Skeleton lines={4} />;
  const { path, side } = drawn;
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
