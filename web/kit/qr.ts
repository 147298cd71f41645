/** A QR code as one path, so that it prints sharp and needs no picture. The library comes when a code is drawn, not with the page. */
const quiet = 4; // modules of silence that readers need round the code (ISO/IEC 18004)

export async function qrPath(text: string): Promise<{ path: string; side: number }> {
  const { correction, generate } = await import('lean-qr');
  const modules = generate(text, { minCorrectionLevel: correction.M });
  let path = '';
  for (let y = 0; y < modules.size; y++)
    for (let x = 0; x < modules.size; x++) if (modules.get(x, y)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
  return { path, side: modules.size + quiet * 2 };
}
