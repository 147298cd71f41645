/**
 * A photo is made small on the device before it travels: at most 2,000 px, JPEG. Drawing it anew leaves out everything that
 * is not the picture (place, time and maker of the device: EXIF). The server does the same again; a device is not trusted.
 */
export const longestSidePx = 2_000;
const quality = 0.82;

export class PhotoUnreadable extends Error {
  constructor() {
    super('not a picture this device can read');
    this.name = 'PhotoUnreadable';
  }
}

/** Size after shrinking; never enlarges. */
export function fitted(
  width: number,
  height: number,
  longest: number = longestSidePx,
): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** `lines` are written into the picture, at its foot: time, place and number, as evidence wants them. */
export async function shrink(file: Blob, lines: readonly string[] = []): Promise<Blob> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new PhotoUnreadable();
  }
  const { width, height } = fitted(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new PhotoUnreadable();
  pen.fillStyle = '#fff'; // JPEG knows no transparency
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, width, height);
  picture.close();
  if (lines.length > 0) writeInto(pen, width, height, lines);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (!blob) throw new PhotoUnreadable();
  return blob;
}

function writeInto(pen: CanvasRenderingContext2D, width: number, height: number, lines: readonly string[]): void {
  const size = Math.max(14, Math.round(Math.min(width, height) / 32));
  const step = Math.round(size * 1.4);
  const box = step * lines.length + size;
  pen.fillStyle = 'rgb(0 0 0 / 0.55)';
  pen.fillRect(0, height - box, width, box);
  pen.fillStyle = '#fff';
  pen.font = `${size}px system-ui, sans-serif`;
  pen.textBaseline = 'top';
  for (const [n, line] of lines.entries())
    pen.fillText(line, size, height - box + size / 2 + n * step, Math.max(1, width - 2 * size));
}
