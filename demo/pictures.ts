/**
 * Drawn sample photos: a small scene for each kind of matter, before and after the work, as SVG without any text (no
 * font is needed to draw it). Nothing is taken from a real photograph, and nobody is in the picture.
 */
import { chance } from './chance.ts';
import type { Chance } from './chance.ts';

export const pictureSize = { width: 960, height: 720 };

type Paint = (luck: Chance) => string;
type Setting = 'street' | 'estate' | 'park' | 'river' | 'room' | 'site';
type Scene = { in: Setting; before: Paint; after: Paint };

const box = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}" ${more}/>`;
const disc = (x: number, y: number, rx: number, fill: string, ry = rx, more = ''): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;
const line = (d: string, stroke: string, width: number): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round"/>`;
const face = (points: string, fill: string, more = ''): string =>
  `<polygon points="${points}" fill="${fill}" ${more}/>`;
const turned = (degrees: number, x: number, y: number, inner: string): string =>
  `<g transform="rotate(${degrees} ${x} ${y})">${inner}</g>`;
const n = (value: number): string => String(Math.round(value * 10) / 10);
const many = (count: number, draw: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => draw(k)).join('');
const nothing: Paint = () => '';
const same = (paint: Paint): Pick<Scene, 'before' | 'after'> => ({ before: paint, after: paint });

// ── Things that stand in several scenes ──────────────────────────────────────────────────────────────────────────────

const cone = (x: number, y: number): string =>
  face(`${x},${y} ${x - 20},${y + 60} ${x + 20},${y + 60}`, '#e8662a') +
  box(x - 12, y + 28, 24, 9, '#fff') +
  box(x - 26, y + 58, 52, 8, '#c9551f');
const tree = (x: number, y: number, crown = '#5d9150'): string =>
  box(x - 9, y, 18, 130, '#7a5a3c') +
  disc(x, y - 20, 74, crown, 66) +
  disc(x - 40, y + 18, 44, crown, 38) +
  disc(x + 42, y + 14, 46, crown, 40);
const litter = (luck: Chance, count: number, x = 480, y = 560, wide = 190): string =>
  many(count, () => {
    const at = [x + luck.between(-wide, wide), y + luck.between(-34, 50)] as const;
    const fill = luck.pick(['#e9e4d4', '#6fa0c8', '#c94f4f', '#3f4a4f', '#e2c35c', '#8fb26b']);
    const size = luck.between(12, 34);
    return luck.next() < 0.5
      ? turned(luck.between(0, 90), at[0], at[1], box(at[0], at[1], size, size * 0.7, fill))
      : disc(at[0], at[1], size / 2, fill, size / 3);
  });
const car = (x: number, y: number, paint: string): string =>
  `<path d="M${x} ${y} q14 -66 74 -72 h92 q52 8 74 58 l34 10 v50 h-274 z" fill="${paint}"/>` +
  `<path d="M${x + 54} ${y - 12} q14 -42 44 -46 h64 q30 6 46 40 z" fill="#cfe3ee"/>` +
  disc(x + 62, y + 48, 30, '#2b2b2b') +
  disc(x + 62, y + 48, 13, '#bbb') +
  disc(x + 214, y + 48, 30, '#2b2b2b') +
  disc(x + 214, y + 48, 13, '#bbb');
const bike = (x: number, y: number, paint: string): string =>
  disc(x, y, 34, 'none', 34, 'stroke="#333" stroke-width="6"') +
  disc(x + 96, y, 34, 'none', 34, 'stroke="#333" stroke-width="6"') +
  line(
    `M${x} ${y} L${x + 38} ${y - 50} L${x + 96} ${y} M${x + 38} ${y - 50} L${x + 78} ${y - 54} M${x + 30} ${y - 62} h24 M${x + 78} ${y - 54} l6 -20 h18`,
    paint,
    7,
  );
const bin = (x: number, y: number, lid: string): string =>
  face(`${x},${y} ${x + 96},${y} ${x + 86},${y + 140} ${x + 10},${y + 140}`, '#4c6b57') +
  box(x - 6, y - 16, 108, 20, lid);
const pole = (x: number, top = 150, fill = '#6f7a80'): string =>
  box(x - 8, top, 16, 560 - top, fill) + box(x - 24, 548, 48, 16, '#57606a');
const house = (x: number, y: number, w: number, h: number, wall: string): string =>
  box(x, y, w, h, wall) +
  many(Math.floor(w / 62) * Math.floor(h / 74), (k) => {
    const columns = Math.floor(w / 62);
    return box(
      x + 16 + (k % columns) * 62,
      y + 18 + Math.floor(k / columns) * 74,
      34,
      42,
      '#9fb9c9',
      'stroke="#fff" stroke-width="3"',
    );
  });
const puddle = (w: number, fill: string): string =>
  disc(480, 590, w, fill, w / 4.6) + disc(430, 578, w * 0.5, '#ffffff', w / 14, 'opacity=".35"');
const spray = (fill: string): string =>
  many(9, (k) =>
    line(
      `M480 560 q${(k - 4) * 24} -${300 - Math.abs(k - 4) * 34} ${(k - 4) * 62} -${40 - Math.abs(k - 4) * 16}`,
      fill,
      9,
    ),
  );
const smoke = (x: number, y: number, fill: string): string =>
  many(6, (k) => disc(x + k * 26, y - k * 44, 34 + k * 13, fill, 28 + k * 10, `opacity="${n(0.75 - k * 0.1)}"`));
const hole = (w: number): string => disc(480, 580, w, '#2a2725', w / 3) + disc(480, 574, w * 0.82, '#151312', w / 4);
const patch = (w: number): string => box(480 - w, 548, w * 2, 70, '#4d5053', 'rx="8"');
const poster = (x: number, y: number, luck: Chance): string =>
  turned(
    luck.between(-9, 9),
    x,
    y,
    box(x, y, 58, 74, luck.pick(['#f6e58d', '#fff', '#f7b7b2', '#bfe3c0'])) +
      many(4, (k) => box(x + 8, y + 12 + k * 15, 42, 5, '#999')),
  );
const hoarding = (missing: boolean): string =>
  many(9, (k) =>
    missing && (k === 4 || k === 5) ? '' : box(40 + k * 98, 330, 94, 200, k % 2 ? '#3f7fae' : '#4a8bbb'),
  );
const dog = (x: number, y: number): string =>
  disc(x, y, 66, '#8a6a4a', 38) +
  disc(x + 70, y - 34, 32, '#8a6a4a', 28) +
  face(`${x + 50},${y - 54} ${x + 62},${y - 82} ${x + 74},${y - 56}`, '#6e5236') +
  many(4, (k) => box(x - 50 + k * 32, y + 20, 15, 58, '#7b5d40')) +
  line(`M${x - 62} ${y - 8} q-34 -20 -28 -52`, '#8a6a4a', 12);
const lamp = (lit: boolean): string =>
  pole(480, 120) +
  line('M480 130 q70 -40 130 -6', '#6f7a80', 13) +
  box(570, 110, 96, 24, '#4d565d') +
  (lit ? face('576,134 660,134 780,560 470,560', '#fff3b0', 'opacity=".5"') + box(576, 130, 84, 10, '#fff6c8') : '');

// ── The scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────

const scenes = {
  manhole: {
    in: 'street',
    before: () => hole(110) + turned(-24, 640, 560, disc(660, 560, 104, '#7c8084', 36)),
    after: () =>
      disc(480, 580, 112, '#696d70', 38) +
      many(5, (k) => line(`M${400 + k * 34} ${566 + (k % 2) * 8} h26`, '#8f9498', 6)),
  },
  hydrant: {
    in: 'estate',
    before: () =>
      puddle(230, '#8db9d6') +
      hydrant() +
      many(5, (k) => line(`M522 430 q${30 + k * 14} 30 ${40 + k * 18} 130`, '#9cc6e0', 5)),
    after: () => hydrant(),
  },
  cabinet: {
    in: 'street',
    before: () =>
      box(380, 300, 200, 270, '#8e9a9f') +
      box(396, 316, 168, 236, '#3c4448') +
      turned(8, 380, 300, box(250, 300, 130, 260, '#a2adb1')) +
      many(4, (k) => line(`M${420 + k * 40} 330 q20 70 -14 190`, ['#d3463a', '#2f6fb0', '#e0b437', '#58a05a'][k]!, 6)),
    after: () =>
      box(380, 300, 200, 270, '#8e9a9f') +
      line('M480 300 v270', '#737f85', 5) +
      face('430,380 462,436 398,436', '#e8c341') +
      box(496, 430, 10, 34, '#555'),
  },
  lamp: {
    in: 'street',
    before: () => box(0, 0, 960, 720, '#10182c', 'opacity=".55"') + lamp(false),
    after: () => box(0, 0, 960, 720, '#10182c', 'opacity=".45"') + lamp(true),
  },
  fitness: {
    in: 'estate',
    before: () => frame() + turned(38, 430, 460, box(400, 452, 130, 16, '#d9873a')),
    after: () => frame() + box(400, 452, 160, 16, '#d9873a'),
  },
  stop: {
    in: 'street',
    before: (luck) =>
      shelter('#cfe0e6') +
      line('M330 320 l70 90 l-30 60 M400 410 l80 -30 M400 410 l40 90', '#fff', 4) +
      many(26, () => face(shard(luck), '#dcecf2')),
    after: () => shelter('#cfe0e6'),
  },
  bridge: {
    in: 'river',
    before: () => deck([6, 7, 8, 9]) + line('M386 430 q90 60 200 -6', '#d3463a', 7),
    after: () => deck([]),
  },
  sign: {
    in: 'street',
    before: () => turned(62, 480, 560, pole(480, 240) + disc(480, 230, 66, '#c0392b') + box(440, 218, 80, 24, '#fff')),
    after: () => pole(480, 240) + disc(480, 230, 66, '#c0392b') + box(440, 218, 80, 24, '#fff'),
  },
  signal: {
    in: 'street',
    before: () => pole(480, 170) + signalHead('#333', '#333', '#333'),
    after: () => pole(480, 170) + signalHead('#333', '#333', '#4cd07d'),
  },
  railing: {
    in: 'street',
    before: () =>
      rails([0, 1, 6, 7]) +
      turned(
        -16,
        480,
        560,
        many(4, (k) => box(330 + k * 74, 520, 8, 90, '#d9dee2')) + box(326, 540, 240, 10, '#d9dee2'),
      ),
    after: () => rails([0, 1, 2, 3, 4, 5, 6, 7]),
  },
  toilet: {
    in: 'street',
    before: (luck) => washroom() + litter(luck, 14, 480, 620, 150) + puddle(140, '#9aa79b'),
    after: () => washroom() + line('M360 610 h240', '#dfe9ec', 8),
  },
  bin: {
    in: 'street',
    before: (luck) => bin(430, 400, '#39503f') + litter(luck, 34, 480, 570, 210) + disc(478, 384, 60, '#3d4247', 40),
    after: () => bin(430, 400, '#39503f'),
  },
  billboard: {
    in: 'street',
    before: () =>
      turned(
        17,
        250,
        180,
        box(250, 180, 460, 120, '#b7483a') + many(5, (k) => box(290 + k * 82, 210, 54, 60, '#f2d7a8')),
      ) +
      cone(330, 520) +
      cone(620, 520),
    after: () => box(250, 180, 460, 120, '#b7483a') + many(5, (k) => box(290 + k * 82, 210, 54, 60, '#f2d7a8')),
  },
  tree: {
    in: 'street',
    before: () => turned(78, 500, 560, tree(500, 340)) + line('M300 600 l-60 30', '#7a5a3c', 12),
    after: () => box(462, 548, 76, 26, '#6c5a43') + disc(500, 548, 34, '#8a6a47', 13),
  },
  lawn: {
    in: 'park',
    before: (luck) => disc(480, 580, 300, '#b08a5c', 84) + litter(luck, 10, 480, 580, 240),
    after: () => many(60, (k) => line(`M${90 + k * 13} 620 l4 -22`, '#57964b', 4)),
  },
  bench: {
    in: 'park',
    before: () => bench([0, 2]) + turned(24, 520, 560, box(470, 556, 180, 16, '#9b6b3d')),
    after: () => bench([0, 1, 2]),
  },
  building: {
    in: 'estate',
    before: () =>
      box(620, 210, 210, 130, '#9aa7ad') +
      face('612,210 838,210 806,176 644,176', '#7e8b91') +
      many(5, (k) => line(`M${630 + k * 44} 340 v60`, '#6b767c', 7)) +
      box(650, 416, 150, 18, '#c9a26c'),
    after: nothing,
  },
  rubbish: {
    in: 'street',
    before: (luck) =>
      face('230,620 330,470 430,540 520,440 640,560 740,620', '#8b7d6b') + litter(luck, 46, 480, 560, 230),
    after: () => box(200, 566, 560, 44, '#9da3a6', 'opacity=".5"'),
  },
  road: {
    in: 'street',
    before: () => hole(150) + line('M330 560 l-60 -30 M630 590 l80 24', '#3a3a3a', 5) + cone(280, 520),
    after: () => patch(170),
  },
  river: {
    in: 'river',
    before: (luck) =>
      many(24, () =>
        disc(
          120 + luck.between(0, 720),
          520 + luck.between(0, 140),
          luck.between(16, 46),
          luck.pick(['#6b8f4e', '#7fa35c', '#e7e2d2', '#557a3f']),
          luck.between(8, 20),
        ),
      ),
    after: () => many(6, (k) => line(`M${90 + k * 140} ${560 + (k % 3) * 34} q40 -16 80 0`, '#d4ecf6', 6)),
  },
  spill: {
    in: 'street',
    before: () =>
      disc(480, 600, 300, '#4b3f33', 46, 'opacity=".85"') +
      disc(300, 580, 110, '#57493a', 26) +
      disc(660, 588, 120, '#3f352b', 24),
    after: () => disc(480, 600, 300, '#b6bcbe', 46, 'opacity=".5"'),
  },
  grill: {
    in: 'street',
    before: () =>
      box(360, 470, 250, 46, '#3b3b3b') +
      many(5, (k) => disc(385 + k * 50, 468, 17, '#d4562c', 9)) +
      many(4, (k) => box(372 + k * 74, 516, 10, 74, '#333')) +
      smoke(430, 430, '#b9b9b9'),
    after: () => line('M340 600 h300', '#dfe9ec', 8),
  },
  furniture: {
    in: 'estate',
    before: () =>
      box(250, 470, 300, 110, '#7e6152', 'rx="20"') +
      box(236, 420, 328, 74, '#8d6f5f', 'rx="24"') +
      box(560, 380, 120, 200, '#b9bdbf') +
      turned(-14, 700, 560, box(680, 520, 150, 60, '#c9b18a')),
    after: () => box(236, 570, 460, 26, '#c3beb2', 'opacity=".6"'),
  },
  dog: {
    in: 'park',
    before: (luck) =>
      dog(430, 500) + many(4, () => disc(560 + luck.between(0, 160), 590 + luck.between(0, 30), 14, '#5c4433', 9)),
    after: () => dog(430, 500) + line('M500 470 q90 40 150 130', '#b43c3c', 6),
  },
  smoke: {
    in: 'estate',
    before: () => box(600, 260, 60, 200, '#6d7579') + box(588, 246, 84, 24, '#565e62') + smoke(620, 240, '#8f8f8f'),
    after: () =>
      box(600, 260, 60, 200, '#6d7579') + box(588, 246, 84, 24, '#565e62') + box(676, 380, 96, 80, '#7f98a3'),
  },
  corridor: {
    in: 'room',
    before: () =>
      box(150, 430, 120, 170, '#a9794f') +
      box(270, 500, 110, 100, '#b98b5f') +
      box(640, 470, 130, 130, '#8f6a45') +
      bike(430, 560, '#2f6fb0') +
      line('M540 90 q-20 220 30 400', '#d3463a', 6),
    after: () => face('430,260 550,260 610,360 490,420 370,360', '#5bb774', 'opacity=".18"'),
  },
  stickers: {
    in: 'street',
    before: (luck) => many(13, () => poster(90 + luck.between(0, 740), 190 + luck.between(0, 170), luck)),
    after: nothing,
  },
  site: {
    in: 'site',
    before: () =>
      hoarding(true) +
      smoke(500, 430, '#c9b48e') +
      smoke(640, 460, '#cdbb97') +
      many(6, (k) => disc(150 + k * 130, 600, 60, '#a98c62', 24)),
    after: () => hoarding(false) + many(9, (k) => line(`M${80 + k * 98} 330 v-30 q10 -16 26 0`, '#9fd0e8', 5)),
  },
  truck: {
    in: 'street',
    before: () =>
      box(470, 380, 300, 140, '#c98a3d') +
      box(390, 420, 84, 100, '#3f7fae') +
      many(3, (k) => disc(430 + k * 130, 530, 36, '#272727')) +
      line('M60 600 q180 -16 330 -40 M60 640 q190 -18 350 -46', '#7c6446', 22),
    after: () =>
      box(470, 380, 300, 140, '#c98a3d') +
      box(390, 420, 84, 100, '#3f7fae') +
      many(3, (k) => disc(430 + k * 130, 530, 36, '#272727')),
  },
  stall: {
    in: 'street',
    before: () =>
      box(260, 470, 440, 100, '#b8763f') +
      face('230,380 730,380 690,300 270,300', '#d4533f') +
      many(5, (k) =>
        face(`${230 + k * 100},380 ${280 + k * 100},380 ${280 + k * 100},420 ${230 + k * 100},420`, '#f3e3c8'),
      ) +
      many(12, (k) =>
        disc(300 + (k % 6) * 70, 462 - Math.floor(k / 6) * 22, 19, ['#d94f3d', '#e7a83a', '#74a94f'][k % 3]!),
      ),
    after: () => line('M200 620 h560', '#e8c341', 8),
  },
  cars: {
    in: 'street',
    before: () => car(120, 520, '#b8463c') + car(470, 540, '#456f93') + line('M80 620 h800', '#e8c341', 12),
    after: () => line('M80 620 h800', '#e8c341', 12) + many(7, (k) => box(120 + k * 110, 540, 14, 60, '#d96b2b')),
  },
  bikes: {
    in: 'street',
    before: (luck) =>
      many(9, (k) =>
        turned(
          luck.between(-38, 30),
          140 + k * 80,
          560,
          bike(110 + k * 76, 560, luck.pick(['#e2b93b', '#3f8fc4', '#5aa469'])),
        ),
      ),
    after: () => many(6, (k) => bike(150 + k * 124, 560, '#3f8fc4')) + line('M110 620 h740', '#fff', 8),
  },
  burst: {
    in: 'street',
    before: () => spray('#9fd0ea') + puddle(260, '#8fbad4'),
    after: () => patch(140) + cone(320, 520),
  },
  flood: {
    in: 'street',
    before: () =>
      box(0, 500, 960, 220, '#7d9fb3', 'opacity=".9"') +
      car(330, 480, '#8a8f93') +
      box(0, 540, 960, 180, '#86a9bd', 'opacity=".85"'),
    after: () => puddle(90, '#a9c3d0'),
  },
  ice: {
    in: 'street',
    before: () =>
      box(0, 500, 960, 220, '#e9f2f7', 'opacity=".92"') +
      many(7, (k) => line(`M${60 + k * 130} ${540 + (k % 2) * 60} l70 26 l40 -20`, '#bcd3de', 4)),
    after: (luck) => many(120, () => disc(luck.between(40, 920), luck.between(520, 700), 3, '#8a7a62')),
  },
  cable: {
    in: 'street',
    before: () =>
      pole(220, 130) + pole(760, 130) + line('M220 150 q120 480 300 430 M760 150 q-60 300 -170 400', '#2b2b2b', 7),
    after: () => pole(220, 130) + pole(760, 130) + line('M220 150 q270 70 540 0', '#2b2b2b', 6),
  },
  lift: {
    in: 'room',
    before: () =>
      box(330, 120, 300, 480, '#9aa3a8') +
      box(346, 140, 132, 460, '#c3cacd') +
      box(490, 140, 124, 460, '#c3cacd') +
      box(474, 140, 20, 460, '#22272a') +
      box(668, 280, 60, 90, '#e8c341'),
    after: () =>
      box(330, 120, 300, 480, '#9aa3a8') +
      box(346, 140, 132, 460, '#c3cacd') +
      box(482, 140, 132, 460, '#c3cacd') +
      disc(698, 320, 14, '#4cd07d'),
  },
  home: {
    in: 'room',
    ...same(
      () =>
        box(120, 400, 300, 150, '#8fa7b5', 'rx="24"') +
        box(560, 460, 240, 18, '#9b6b3d') +
        box(590, 478, 16, 110, '#85592f') +
        box(760, 478, 16, 110, '#85592f') +
        disc(680, 430, 40, '#d9b36a', 26),
    ),
  },
  desk: {
    in: 'room',
    ...same(
      () =>
        box(120, 420, 720, 180, '#9c7a55') +
        box(120, 404, 720, 22, '#b08c63') +
        box(300, 300, 150, 104, '#39434a') +
        box(312, 312, 126, 80, '#a9cfe3') +
        box(560, 386, 130, 18, '#f5f2e8'),
    ),
  },
} as const satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;
export const sceneNames = Object.keys(scenes) as SceneName[];

/** The picture as SVG, the same for the same seed; `sharp` makes a JPEG of it where one is needed. */
export function drawScene(name: SceneName, { after, seed }: { after: boolean; seed: number | string }): string {
  const scene: Scene = scenes[name];
  const luck = chance(`${name}/${seed}`);
  const { width, height } = pictureSize;
  // The after-picture is taken from nearly the same spot: only the light and the camera have moved a little.
  const [dx, dy, zoom] = [luck.between(-14, 14), luck.between(-8, 8), luck.between(1.02, 1.07)];
  const light = luck.between(0, 0.16);
  const inner = setting(scene.in, luck.apart('setting')) + (after ? scene.after : scene.before)(luck.apart('subject'));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<g transform="translate(${n(dx)} ${n(dy)}) scale(${zoom.toFixed(3)})" transform-origin="480 360">${inner}</g>` +
    box(0, 0, width, height, after ? '#fff7e0' : '#20303f', `opacity="${n(light)}"`) +
    '</svg>'
  );
}

function setting(where: Setting, luck: Chance): string {
  const sky = luck.pick(['#cfe2ee', '#dbe7ec', '#c9dcea']);
  const back = box(-60, -60, 1080, 840, sky);
  const wall = luck.pick(['#d9c8b2', '#cfc4bb', '#d6cfc0']);
  const grounds: Record<Setting, () => string> = {
    street: () =>
      back +
      house(40, 110, 380, 320, wall) +
      house(470, 150, 460, 280, '#c7bfb4') +
      box(-60, 430, 1080, 70, '#c9c5bd') +
      box(-60, 500, 1080, 280, '#8d9194') +
      many(6, (k) => box(20 + k * 170, 676, 90, 12, '#f0f0ea')),
    estate: () =>
      back +
      house(60, 70, 500, 420, wall) +
      house(590, 160, 330, 330, '#c9bfae') +
      box(-60, 490, 1080, 300, '#b5b1a4') +
      disc(880, 520, 80, '#6b9a58', 46),
    park: () =>
      back +
      tree(150, 300) +
      tree(820, 280, '#6a9d58') +
      disc(480, 480, 620, '#8dbb74', 120) +
      box(-60, 500, 1080, 290, '#86b36c'),
    river: () =>
      back +
      house(60, 180, 300, 230, wall) +
      tree(760, 260) +
      box(-60, 410, 1080, 90, '#a9b79a') +
      box(-60, 500, 1080, 290, '#7fb0c8'),
    site: () =>
      back +
      box(640, 60, 22, 440, '#d9a441') +
      box(400, 70, 420, 18, '#d9a441') +
      house(90, 150, 330, 320, '#b9b4aa') +
      box(-60, 500, 1080, 290, '#a89a83'),
    room: () =>
      box(-60, -60, 1080, 840, '#e6e0d3') +
      face('-60,780 -60,640 300,470 660,470 1020,640 1020,780', '#c7bca6') +
      box(300, 60, 360, 410, '#ded6c6'),
  };
  return grounds[where]();
}

// ── Smaller parts ────────────────────────────────────────────────────────────────────────────────────────────────────

const hydrant = (): string =>
  box(440, 400, 80, 170, '#c0392b', 'rx="20"') +
  disc(480, 396, 46, '#a93226', 34) +
  disc(430, 460, 20, '#a93226') +
  disc(530, 460, 20, '#a93226') +
  box(424, 560, 112, 18, '#8e2a20');
const frame = (): string =>
  box(340, 330, 14, 240, '#3f7fae') +
  box(600, 330, 14, 240, '#3f7fae') +
  box(340, 330, 274, 14, '#3f7fae') +
  box(390, 410, 8, 50, '#3f7fae') +
  box(552, 410, 8, 50, '#3f7fae');
const shelter = (glass: string): string =>
  box(260, 250, 440, 22, '#3d5a68') +
  box(290, 272, 14, 300, '#56707d') +
  box(656, 272, 14, 300, '#56707d') +
  box(308, 290, 340, 220, glass, 'opacity=".75"') +
  box(330, 530, 300, 18, '#8a6a4a');
const shard = (luck: Chance): string => {
  const [x, y] = [luck.between(280, 680), luck.between(570, 640)];
  return `${n(x)},${n(y)} ${n(x + luck.between(8, 24))},${n(y - 12)} ${n(x + luck.between(4, 16))},${n(y + 8)}`;
};
const deck = (missing: readonly number[]): string =>
  box(-60, 470, 1080, 46, '#9a9184') +
  (missing.length > 0
    ? box(-60, 400, 440, 12, '#b9b0a2') + box(592, 400, 430, 12, '#b9b0a2')
    : box(-60, 400, 1080, 12, '#b9b0a2')) +
  many(16, (k) => (missing.includes(k) ? '' : box(20 + k * 60, 400, 12, 76, '#c6beb1')));
const signalHead = (red: string, yellow: string, green: string): string =>
  box(434, 90, 92, 232, '#22282c', 'rx="16"') +
  disc(480, 134, 30, red) +
  disc(480, 206, 30, yellow) +
  disc(480, 278, 30, green);
const rails = (standing: readonly number[]): string =>
  many(8, (k) =>
    standing.includes(k)
      ? box(20 + k * 118, 470, 110, 9, '#e4e8eb') +
        box(20 + k * 118, 520, 110, 9, '#e4e8eb') +
        many(5, (p) => box(24 + k * 118 + p * 24, 456, 7, 96, '#d9dee2'))
      : '',
  );
const washroom = (): string =>
  box(250, 260, 460, 260, '#e4e9ea') +
  box(300, 300, 120, 220, '#7f98a3') +
  box(470, 300, 120, 220, '#7f98a3') +
  disc(650, 420, 40, '#fff', 26);
const bench = (slats: readonly number[]): string =>
  box(330, 500, 14, 90, '#4c5359') +
  box(616, 500, 14, 90, '#4c5359') +
  slats.map((k) => box(310, 470 + k * 24, 340, 16, '#a8763f')).join('');
