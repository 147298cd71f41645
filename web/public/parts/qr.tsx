/** A QR code as one path, so that it prints sharp and needs no picture. The library comes when a code is drawn, not with the page. */
import { useEffect, useState } from 'react';

const quiet = 4; // modules of silence that readers need round the code (ISO/IEC 18004)

export async function qrPath(text: string): Promise<{ path: string; side: number }> {
  const { create } = await import('qrcode');
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  let path = '';
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
  return { path, side: modules.size + quiet * 2 };
}

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
