/**
 * The house keeps itself: who may call whom, where SQL stands, what is pure. Each failure names the file, and the message says
 * what to do instead and why. Change a rule here only together with docs/HOUSE.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, isTest, project, read, resolved, sourcesIn, sqlIn, type Source } from './support/sources.ts';

/** From the ground up. A room may call the rooms before it, through their doors, and nobody after it. */
const rooms = [
  'access',
  'areas',
  'catalogue',
  'duty',
  'cases',
  'intake',
  'sensing',
  'patrol',
  'evaluation',
  'improvement',
  'insight',
  'notify',
  'neighbours',
  'connect',
];
/** Stand above all rooms: what puts the house together and what the command line does. Nobody calls them from below. */
const above = ['replay'];

const built = rooms.filter((room) => existsSync(join(project, 'server', room)));

const all = sourcesIn(['server', 'contract', 'web', 'demo', 'db', 'bench', 'test']);
const house = all.filter(({ path }) => !isTest(path));
const server = house.filter(({ path }) => path.startsWith('server/'));
const roomOf = (path: string): string => /^server\/([^/]+)\//.exec(path)?.[1] ?? '';

/** Nothing may be left in the list; what is, is shown with the lesson. */
const expectNone = (found: string[], lesson: string): void => expect(found, lesson).toEqual([]);

describe('who may call whom', () => {
  test('every room of server/ has its place in the order', () => {
    const unknown = [...new Set(server.map(({ path }) => roomOf(path)))].filter(
      (room) => room !== '' && room !== 'kit' && !rooms.includes(room) && !above.includes(room),
    );
    expectNone(
      unknown,
      'A new room needs a place in the order of rooms (test/house.test.ts, docs/HOUSE.md): which rooms may it call, and who may call it?',
    );
  });

  test('rooms call other rooms through the door, and only downwards', () => {
    const wrong = server.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      if (room === '' || above.includes(room)) return [];
      const place = rooms.indexOf(room); // kit: -1, below every room
      return imports.flatMap(({ from }) => {
        const door = /^#([a-z]+)$/.exec(from)?.[1];
        if (door === room) return [`${path} imports its own door: import the file beside it`];
        if (door && rooms.indexOf(door) >= place) return [`${path} calls upwards: ${from}`];
        if (from.startsWith('.') && roomOf(resolved(path, from)) !== room && resolved(path, from) !== 'db/types.ts')
          return [`${path} climbs over the wall: ${from}`];
        return [];
      });
    });
    expectNone(
      wrong,
      `Call downwards only, through the door (import { openCase } from '#cases'). The order is ${rooms.join(' < ')}. ` +
        'To tell a room above that something happened, record a fact and let it subscribe (server/kit/facts.ts: onFact).',
    );
  });

  test('nobody reaches behind a door', () => {
    // A benchmark may measure what no door shows.
    const callers = house.filter(({ path }) => !path.startsWith('bench/'));
    const wrong = callers.flatMap(({ path, imports }) =>
      imports.flatMap(({ from }) => {
        const to = resolved(path, from);
        const behind = rooms.includes(roomOf(to)) && roomOf(to) !== roomOf(path);
        return behind ? [`${path} imports ${from}`] : [];
      }),
    );
    expectNone(
      wrong,
      'What other rooms may use is exported by the door of a room; import it from there, or open the door wider.',
    );
  });

  test('every door in package.json leads to a room', () => {
    const { imports } = JSON.parse(read('package.json')) as { imports: Record<string, string> };
    const doors = Object.entries(imports).filter(([name]) => !name.includes('/'));
    expect(doors.map(([name]) => name.slice(1)).sort()).toEqual([...built].sort());
    for (const [name, path] of doors) {
      expect(path, name).toBe(`./server/${name.slice(1)}/${name.slice(1)}.ts`);
      expect(existsSync(join(project, path)), `${path} does not exist`).toBe(true);
    }
  });

  test('the footing knows no room, and the contract does nothing but agree', () => {
    const kit = server.filter(({ path }) => roomOf(path) === 'kit');
    // The server sends every address of the three sites: the path tables are data, the rest of the web is not its business.
    const pathTables = ['#web/desk/paths.ts', '#web/field/paths.ts', '#web/public/paths.ts'];
    const wrong = [
      ...kit.flatMap(({ path, imports }) =>
        imports
          .filter(({ from }) => from.startsWith('#') && !/^#(contract|kit)\//.test(from) && !pathTables.includes(from))
          .map(({ from }) => `${path} imports ${from}`),
      ),
      ...house
        .filter(({ path }) => path.startsWith('contract/'))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ from }) => from !== 'typebox' && !resolved(path, from).startsWith('contract/'))
            .map(({ from }) => `${path} imports ${from}`),
        ),
    ];
    expectNone(
      wrong,
      'kit stands under the rooms and must not know them; contract/ is loaded by browsers and phones and does no I/O.',
    );
  });

  test('the sites share web/kit and the contract, never one another and never the server', () => {
    const wrong = house.flatMap(({ path, imports }) => {
      const site = /^web\/([^/]+)\//.exec(path)?.[1];
      if (!site) return [];
      return imports.flatMap(({ from }) => {
        const to = resolved(path, from).replace(/^#web\//, 'web/');
        const other = /^web\/([^/]+)\//.exec(to)?.[1];
        if (to.startsWith('#') && !to.startsWith('#contract/')) return [`${path} imports ${from}`];
        if (/^(server|demo|db)\//.test(to)) return [`${path} imports ${from}`];
        if (other && other !== 'kit' && other !== site) return [`${path} imports ${from}`];
        return [];
      });
    });
    expectNone(
      wrong,
      'What two sites need belongs into web/kit; what the server knows comes over the wire, by the contract.',
    );
  });

  test('the residents’ site loads no library of the desk', () => {
    const wrong = house
      .filter(({ path }) => /^web\/(public|field|kit)\//.test(path))
      .flatMap(({ path, imports }) =>
        imports.filter(({ from }) => /^(antd|@ant-design)\b/.test(from)).map(({ from }) => `${path} imports ${from}`),
      );
    expectNone(wrong, 'A resident on a bus loads this page: plain components here, Ant Design on the desk only.');
  });
});

/** Rules that decide: the same arguments, the same answer, on every machine and in every test. */
const pure = [
  /^contract\/(worktime|calendar|grams)\.ts$/,
  /\.rules\.tsx?$/,
  /^server\/kit\/(refusal|dice)\.ts$/,
  /^server\/cases\/lifecycle\.ts$/,
  /^server\/intake\/(triage|twins|terms|contact|story)\.ts$/,
  /^server\/intake\/twins\/(spot|subjects|keys|reasons)\.ts$/,
  /^server\/intake\/learn\/(evaluate|examples|fields|grams|judge|machine|train)\.ts$/,
  /^server\/areas\/(geometry|faces|turn|shape|cut|neighbours|overlaps|shares|subdivide|datum|locate|lines|names|codes|plan)\.ts$/,
  /^server\/areas\/words\/(letters|spans|reader|features|tagger|train|keys|book|match)\.ts$/,
  /^server\/access\/units\.ts$/,
  /^server\/evaluation\/figures\.ts$/,
  /^server\/replay\/times\.ts$/,
];
const isPure = (path: string): boolean => pure.some((pattern) => pattern.test(path));
/** Libraries that only compute. */
const computing = ['flatbush', 'polyclip-ts', 'gcoord', 'geojson'];

describe('pure rules', () => {
  const files = house.filter(({ path }) => isPure(path));

  test('are found where they are said to be', () => {
    for (const pattern of pure) {
      expect(
        files.some(({ path }) => pattern.test(path)),
        `no file matches ${String(pattern)}: was it moved?`,
      ).toBe(true);
    }
  });

  test('import only the contract, other pure files and types', () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ from, typeOnly }) => {
          if (typeOnly || computing.includes(from) || from.startsWith('#contract/')) return false;
          const to = resolved(path, from).replace(/^#kit\//, 'server/kit/');
          return !isPure(to) && !(path.startsWith('web/') && to.startsWith('contract/'));
        })
        .map(({ from }) => `${path} imports ${from}`),
    );
    expectNone(
      wrong,
      'A rule decides without looking anything up: let the action look it up and pass it in, as `Ground` in lifecycle.ts.',
    );
  });

  test('have no clock, no dice and no surroundings of their own', () => {
    const forbidden =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.|\bprocess\.|\bcrypto\.|\bglobalThis\./;
    const wrong = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, i) => (forbidden.test(line) && !isComment(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    );
    expectNone(
      wrong,
      'Time, randomness and ids are arguments (`at: Date`, `newId`): a rule that asks the clock cannot be replayed.',
    );
  });
});

const isComment = (line: string): boolean => /^\s*(\*|\/\/|\/\*)/.test(line);

/** Besides `store.ts` and `views.ts` of a room: the footing's own tables, the proofs, the one scope predicate and what narrows it. */
const mayHoldSql = [
  /^server\/[a-z]+\/(?:[a-z-]+\/)?(store|views)\.ts$/,
  /^server\/[a-z]+\/checks?\.ts$/,
  /^server\/access\/scope\.ts$/,
  /^server\/cases\/narrowed\.ts$/,
  /^server\/kit\/(db|facts|feed|seals|days|audit|serve|commands|pieces|reseal|jobs|migrate|schema)\.ts$/,
];
const holdsSql = ({ text }: Source): boolean =>
  sqlIn(text).length > 0 || /\.(selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\(/.test(text);

const schemas = ['kit', ...rooms];
const large =
  /\b(?:from|join|into|update)\s+((?:cases|intake)\.[a-z_]+|kit\.(?:facts|commands)|areas\.(?:areas|boundaries)|sensing\.alerts)\b/gi;

describe('SQL', () => {
  test('stands in store.ts and views.ts, where a database administrator finds it', () => {
    const wrong = house
      .filter(({ path }) => /^(server|demo|contract|web|bench)\//.test(path))
      .filter((source) => holdsSql(source) && !mayHoldSql.some((pattern) => pattern.test(source.path)))
      .map(({ path }) => path);
    expectNone(wrong, 'Writes and locks belong into the room’s store.ts, reads into its views.ts.');
  });

  test.each(['server/access/scope.ts', 'server/cases/narrowed.ts'])(
    '%s is a condition and asks nothing',
    (predicate) => {
      const { text } = server.find(({ path }) => path === predicate)!;
      expect(sqlIn(text).filter((one) => /\b(select|insert|update|delete)\b/i.test(one.text))).toEqual([]);
    },
  );

  test('a room writes only its own schema', () => {
    const wrong = house.flatMap(({ path, text }) => {
      const own = roomOf(path);
      return [...text.matchAll(/\b(?:insert\s+into|update|delete\s+from)\s+([a-z]+)\.([a-z_]+)\b/gi)]
        .filter(([, schema]) => schemas.includes(schema!) && schema !== own)
        .map(([written]) => `${path}: ${written}`);
    });
    expectNone(
      wrong,
      'Ask the other room through its door to change its own rows; it knows what else must change with them.',
    );
  });

  test('every statement on a large table carries region_id', () => {
    const wrong = server.flatMap(({ path, text }) =>
      sqlIn(text).flatMap((one) => {
        const tables = [...one.text.matchAll(large)].map(([, table]) => table!);
        const regions = [...one.text.matchAll(/\bregion_id\b|\bcaseScope\(|\$\{scope\}/g)].length;
        return tables.length > regions ? [`${path}:${one.line}: ${[...new Set(tables)].join(', ')}`] : [];
      }),
    );
    expectNone(
      wrong,
      'Each large table in a statement needs its own condition on region_id (or caseScope): on a cluster a statement without it ' +
        'asks every shard, and row-level security sees nothing else.',
    );
  });
});

describe('papers', () => {
  test('every room has its half page', () => {
    const without = [...built, 'kit'].filter((room) => !existsSync(join(project, 'server', room, 'README.md')));
    expectNone(
      without,
      'server/<room>/README.md: what the room owns, what it promises, what to know before changing it.',
    );
  });

  test('files named in the papers exist', () => {
    // Pictures are taken of the running house; from the first one on, none may be missing.
    const withPictures = existsSync(join(project, 'docs/pictures'));
    const front = ['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
    const papers = [...filesIn(['docs', 'server'], /\.md$/), ...front];
    const missing = papers.flatMap((paper) => {
      const folder = paper.includes('/') ? paper.slice(0, paper.lastIndexOf('/')) : '.';
      const named = [
        ...read(paper).matchAll(/`((?:bin|contract|db|demo|docs|server|test|web|bench)\/[\w./#-]+\.\w+)`/g),
      ].map(([, path]) => path!);
      const linked = [...read(paper).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map(([, to]) =>
        join(folder, to!).replaceAll('\\', '/'),
      );
      return [...named, ...linked]
        .filter((path) => !existsSync(join(project, path)) && (withPictures || !path.startsWith('docs/pictures/')))
        .map((path) => `${paper}: ${path}`);
    });
    expectNone(missing, 'A paper that names a file must be true: rename it there too.');
  });

  test('what "follow the lamp" follows is there', () => {
    const tour = read('docs/HOUSE.md');
    const steps = [...tour.matchAll(/`((?:contract|server|web)\/[\w./-]+\.tsx?)` → `(\w+)`/g)].map(
      ([, path, name]) => ({ path: path!, name: name! }),
    );
    expect(steps.length).toBeGreaterThan(12);
    const lost = steps.filter(
      ({ path, name }) => !existsSync(join(project, path)) || !new RegExp(`\\b${name}\\b`).test(read(path)),
    );
    expectNone(
      lost.map(({ path, name }) => `${path} has no ${name}`),
      'The tour ends at a door that is gone: follow the lamp again.',
    );
  });
});

describe('words', () => {
  const texts = filesIn(['.'], /\.(tsx?|js|md|sql|csv|html|css|json|yml)$/).filter(
    (path) => path !== 'package-lock.json' && path !== 'test/house.test.ts',
  );

  test('no file names a machine, and nothing is left for later', () => {
    const machine = /(^|[\s'"`(=])\/(work|root|home|Users|tmp|mnt)\/[\w.-]+/;
    const later = /\b(TODO|FIXME|XXX|HACK)\b/;
    const wrong = texts.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, i) =>
          machine.test(line) || later.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    );
    expectNone(
      wrong,
      'A path of one machine is wrong on every other; what is left for later is written into the changelog or done now.',
    );
  });

  test('packages come from the public registry', () => {
    const hosts = [...read('package-lock.json').matchAll(/"resolved": "\w+:\/\/([^/"]+)/g)].map(([, host]) => host!);
    const others = [...new Set(hosts)].filter((host) => host !== 'registry.npmjs.org');
    expectNone(others, 'A lock file that names another host installs from nowhere else but there.');
  });

  test('files are named after what they are about', () => {
    const wrong = house
      .map(({ path }) => path)
      .filter((path) => /(^|[/.-])(utils?|helpers?|services?|managers?|misc)(\.|\/|-)/i.test(path));
    expectNone(wrong, 'A file called “utils” has no subject. Name the civic thing or the deed.');
  });
});
