import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawScene, pictureSize, sceneNames } from './pictures.ts';

it('draws every scene before and after, the same for the same seed, without text', () => {
  for (const name of sceneNames) {
    for (const after of [false, true]) {
      const svg = drawScene(name, { after, seed: 1 });
      expect(svg).toBe(drawScene(name, { after, seed: 1 }));
      expect(svg).not.toMatch(/<text|NaN|undefined|href/);
      expect(svg).not.toBe(drawScene(name, { after: !after, seed: 1 }));
      expect(svg).not.toBe(drawScene(name, { after, seed: 2 }));
    }
  }
});

it('becomes a JPEG', async () => {
  const svg = drawScene('manhole', { after: false, seed: 1 });
  const { data, info } = await sharp(Buffer.from(svg)).jpeg().toBuffer({ resolveWithObject: true });
  expect([info.format, info.width, info.height]).toEqual(['jpeg', pictureSize.width, pictureSize.height]);
  expect(data.length).toBeGreaterThan(5_000);
});
