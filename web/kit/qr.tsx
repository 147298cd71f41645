/** A QR code for a page to show. */
import { useEffect, useState } from 'react';
import { qrPath } from '#web/kit/qr.ts';

export function QrCode({ text, label }: { text: string; label: string }) {
  const [source, setSource] = useState('');
  useEffect(() => {
    let left = false;
    const draw = async () => {
      const { path, side } = await qrPath(text);
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges"><rect width="${side}" height="${side}" fill="#fff"/><path d="${path}"/></svg>`;
      if (!left) setSource(`data:image/svg+xml,${encodeURIComponent(svg)}`);
    };
    // Without a network the number and the code beside it say the same.
    draw().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [text]);
  return source ? <img className="qr" src={source} alt={label} /> : <span className="qr" aria-hidden="true" />;
}
