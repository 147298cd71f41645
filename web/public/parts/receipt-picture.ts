/** The receipt as a picture for the album: number, code and the way back, drawn on the device and sent nowhere. */
import { qrPath } from '#web/kit/qr.ts';

export type ReceiptPicture = {
  heading: string;
  title: string;
  rows: readonly { label: string; value: string }[];
  hint: string;
  address: string;
};
const fonts = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

export async function drawReceipt(card: ReceiptPicture): Promise<Blob> {
  const [width, height, margin] = [900, 1120, 64];
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no drawing surface');
  pen.fillStyle = '#fbf7f0';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#0c5c50';
  pen.fillRect(0, 0, width, 132);
  pen.fillStyle = '#ffffff';
  pen.font = `700 46px ${fonts}`;
  pen.fillText(card.heading, margin, 84);
  pen.fillStyle = '#1d2624';
  pen.font = `600 36px ${fonts}`;
  let y = wrapped(pen, card.title, margin, 204, width - 2 * margin, 48, 2);
  for (const row of card.rows) {
    pen.fillStyle = '#55605c';
    pen.font = `400 28px ${fonts}`;
    pen.fillText(row.label, margin, (y += 62));
    pen.fillStyle = '#1d2624';
    pen.font = `700 38px ui-monospace, "Noto Sans Mono CJK SC", monospace`;
    y = wrapped(pen, row.value, margin, y + 48, width - 2 * margin, 46, 2) - 46;
    y += 46;
  }
  const { path, side } = await qrPath(card.address);
  const size = Math.min(400, height - y - 190);
  pen.save();
  pen.translate((width - size) / 2, y + 24);
  pen.scale(size / side, size / side);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = '#000';
  const dots = new Path2D(path);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas is no array
  pen.fill(dots);
  pen.restore();
  pen.fillStyle = '#55605c';
  pen.font = `400 28px ${fonts}`;
  wrapped(pen, card.hint, margin, y + size + 78, width - 2 * margin, 40, 2);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  );
}

/** Writes over several lines and answers where the last one stands. */
function wrapped(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  width: number,
  line: number,
  most: number,
): number {
  const lines: string[] = [];
  let current = '';
  for (const piece of text.match(/[A-Za-z0-9-]+\s*|[\s\S]/g) ?? []) {
    if (current && pen.measureText(current + piece).width > width) {
      lines.push(current);
      current = '';
    }
    current += piece;
  }
  lines.push(current);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]!.slice(0, -1)}…`;
  for (const [i, words] of kept.entries()) pen.fillText(words, x, y + i * line);
  return y + (kept.length - 1) * line;
}
