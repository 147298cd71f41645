import { describe, expect, it } from 'vitest';
import { posts } from '#contract/access.ts';
import { channels, discoveries, refusalReasons, reportKinds, voidReasons } from '#contract/cases.ts';
import { parseLimit } from '#contract/worktime.ts';
import { placeKinds } from './gazetteer.ts';
import { sceneNames } from './pictures.ts';
import { conditionCode, matterCode, readDemo, standardOf, territorial } from './read.ts';
import { ownerOf } from './telling.ts';

const demo = readDemo();
const {
  units,
  people,
  nameplates,
  catalogue,
  matters,
  responsibilities,
  sentences,
  reports,
  answers,
  articles,
  standards,
  forms,
} = demo;
const unitCodes = new Set(units.map(({ code }) => code));
const matterCodes = new Set(catalogue.map(matterCode));
const conditionCodes = new Set(catalogue.map(conditionCode));
const streets = units.filter(({ kind }) => kind === 'street').map(({ area }) => area);
const isOnce = (list: readonly string[]): boolean => new Set(list).size === list.length;
/** The placeholders that reports.ts can fill. */
const fillable = new Set<string>([...placeKinds, 'no']);
const placeholders = (text: string): string[] => [...text.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name!);

describe('the catalogue', () => {
  it('is large enough, and names each condition once', () => {
    expect(catalogue.length).toBeGreaterThanOrEqual(130);
    expect(matterCodes.size).toBeGreaterThanOrEqual(60);
    expect(isOnce(catalogue.map(conditionCode))).toBe(true);
    expect(new Set(catalogue.map(({ edition }) => edition))).toEqual(new Set(['平宁-2026']));
    for (const [, rows] of Map.groupBy(catalogue, matterCode)) {
      expect(rows.map(({ condition_no: n }) => Number(n))).toEqual(rows.map((_, k) => k + 1));
      expect(new Set(rows.map((row) => `${row.big_name}/${row.small_name}/${row.sensitive}`)).size).toBe(1);
    }
    expect(new Set(catalogue.filter((row) => row.fallback === 'yes').map(matterCode)).size).toBe(1);
  });

  it('has limits of every clock, and a row is urgent when its clock is', () => {
    for (const row of catalogue) {
      expect(parseLimit(row.limit), row.limit).not.toBeNull();
      expect(row.urgent).toBe(/u[hd]$/.test(row.limit) ? 'yes' : 'no');
      expect(row.discovery.split(';').every((one) => (discoveries as readonly string[]).includes(one))).toBe(true);
    }
    const clocks = new Set(catalogue.map(({ limit }) => limit.replace(/^\d+/, '')));
    expect(clocks).toEqual(new Set(['uh', 'ud', 'h', 'd', 'de', 'nd']));
  });

  it('is in its own words and complete, without matters about groups of people', () => {
    for (const row of catalogue) {
      for (const text of [row.condition, row.close_condition, row.photo_hint, row.do_not_report_when]) {
        expect(text.length).toBeGreaterThan(1);
        expect(text).not.toMatch(/[a-z{}]/i);
      }
      expect(row.small_name_en).toMatch(/^[A-Z][A-Za-z ,'-]+$/);
    }
    const codes = catalogue.map(({ kind, big, small }) => `${kind}/${big}${small}`);
    expect(codes).not.toContain('event/0409');
    expect(catalogue.some(({ small_name: name }) => /上访|群体|重点人员/.test(name))).toBe(false);
  });

  it('cites a law only where one was read', () => {
    const cited = new Set(catalogue.map(({ basis }) => basis));
    cited.delete('示例,无依据');
    expect(cited).toEqual(
      new Set(['公共安全视频图像信息系统管理条例 第13条', '志愿服务条例 第19、20条', '人民调解法 第17条']),
    );
    expect(responsibilities.every(({ basis }) => basis === '示例,无依据')).toBe(true);
  });

  it('says of every matter what it looks like and where it happens', () => {
    expect(new Set(matters.map(({ matter }) => matter))).toEqual(matterCodes);
    for (const row of matters) {
      expect(sceneNames).toContain(row.scene);
      expect(placeKinds as readonly string[]).toContain(row.place);
      expect(catalogue.find((one) => matterCode(one) === row.matter)!.small_name).toBe(row.name);
    }
  });
});

describe('responsibilities', () => {
  it('name units, matters, streets and conditions that exist', () => {
    for (const row of responsibilities) {
      expect(matterCodes).toContain(row.matter);
      expect(row.area === '' || units.some(({ area }) => area === row.area)).toBe(true);
      expect(row.condition === '' || conditionCodes.has(`${row.matter}-${row.condition}`)).toBe(true);
      for (const code of [row.lead, ...row.co_units.split(';').filter(Boolean)]) {
        expect(code === territorial || unitCodes.has(code), code).toBe(true);
      }
      expect(row.co_units.split(';')).not.toContain(row.lead);
    }
    expect(isOnce(responsibilities.map((row) => `${row.matter}/${row.area}/${row.condition}`))).toBe(true);
  });

  it('give every matter an owner everywhere, with rows for a street or a condition before the whole', () => {
    for (const matter of matterCodes) {
      expect(responsibilities.filter((row) => row.matter === matter && !row.area && !row.condition)).toHaveLength(1);
    }
    expect(responsibilities.filter(({ area, condition }) => area || condition).length).toBeGreaterThanOrEqual(12);
    const [west, road] = ['999901001', 'E0113'];
    expect(ownerOf(demo, road, 1, west).unit).toBe('chengguan');
    expect(ownerOf(demo, road, 2, '999901004').unit).toBe('jiaotong');
    expect(ownerOf(demo, road, 1, '999901004').coUnits).toEqual(['jiaojing']);
    expect(ownerOf(demo, 'E0405', 1, west).unit).toBe('jiedao-qihe');
    // What is small is its community's own, where one sits (小事不出社区).
    expect(ownerOf(demo, 'E0197', 1, '999901013', '999901013001').unit).toBe('jiedao-shisheng-1');
    expect(ownerOf(demo, 'E0197', 1, '999901013', '999901013009').unit).toBe('jiedao-shisheng');
  });

  it('never leave two rows equally special for one case', () => {
    for (const row of catalogue) {
      for (const street of streets) {
        const applying = responsibilities
          .filter((one) => one.matter === matterCode(row) && (!one.area || one.area === street))
          .filter((one) => !one.condition || one.condition === row.condition_no);
        const weights = applying.map(({ area, condition }) => (condition ? 2 : 0) + (area ? 1 : 0));
        expect(isOnce(weights.map(String))).toBe(true);
      }
    }
  });
});

describe('units', () => {
  it('form a tree in which supervision, command, departments and streets are roots of their own', () => {
    expect(isOnce(units.map(({ code }) => code))).toBe(true);
    expect(isOnce(units.map(({ name }) => name))).toBe(true);
    const kindOf = new Map(units.map(({ code, kind }) => [code, kind]));
    for (const { code, kind, parent, superior } of units) {
      expect(parent === '' || unitCodes.has(parent)).toBe(true);
      expect(superior === '' ? code === 'lingdaoban' : unitCodes.has(superior)).toBe(true);
      if (kind === 'community') expect(kindOf.get(parent)).toBe('street');
      if (['supervision', 'command', 'leadership', 'street'].includes(kind)) expect(parent).toBe('');
      if (kind === 'department' && parent) expect(superior).toBe(parent);
    }
    const count = (kind: string): number => units.filter((unit) => unit.kind === kind).length;
    expect([count('supervision'), count('command'), count('leadership'), count('street')]).toEqual([1, 1, 1, 15]);
    expect(count('community')).toBe(65);
    expect(units.filter(({ kind, parent }) => kind === 'department' && !parent).length).toBeGreaterThanOrEqual(16);
    for (const street of units.filter(({ kind }) => kind === 'street')) {
      const below = units.filter(({ parent }) => parent === street.code);
      expect(below.length).toBeGreaterThanOrEqual(3);
      expect(below.length).toBeLessThanOrEqual(6);
      expect(below.every(({ area }) => area.startsWith(street.area) && area.length === 12)).toBe(true);
    }
  });
});

describe('people', () => {
  it('have a login for every post, a clerk for every department and street, and two keepers a street', () => {
    expect(isOnce(people.map(({ login }) => login))).toBe(true);
    expect(isOnce(people.map(({ name }) => name))).toBe(true);
    const first = people.slice(0, posts.length);
    expect(new Set(first.map(({ post }) => post))).toEqual(new Set(posts));
    for (const { login, post, unit, area } of people) {
      expect(login).toMatch(/^[a-z][a-z0-9-]{2,39}$/);
      expect(posts).toContain(post);
      expect(unitCodes).toContain(unit);
      expect(area === '' || units.some((one) => one.area === area)).toBe(true);
    }
    const of = (post: string, unit: string): number =>
      people.filter((one) => one.post === post && one.unit === unit).length;
    for (const { code, kind, parent } of units) {
      if (kind === 'department' && !parent) expect(of('clerk', code)).toBeGreaterThanOrEqual(1);
      if (kind === 'street') expect([of('clerk', code), of('keeper', code) >= 2]).toEqual([1, true]);
    }
    const leads = new Set(responsibilities.map(({ lead }) => lead).filter((lead) => lead !== territorial));
    for (const lead of leads) expect(of('handler', lead), lead).toBeGreaterThanOrEqual(1);
  });

  it('stand behind four nameplates, each a unit of its own with a post of its own', () => {
    expect(nameplates).toHaveLength(4);
    for (const of of ['code', 'name', 'name_en', 'post'] as const)
      expect(isOnce(nameplates.map((one) => one[of])), of).toBe(true);
    expect(isOnce([...units, ...nameplates].map(({ code }) => code))).toBe(true);
    for (const { post } of nameplates) expect(posts).toContain(post);
  });

  it('have numbers only from a range that cannot be assigned', () => {
    // No area code begins with 00 and no country code with 0, so 000-… can be dialled nowhere.
    for (const { phone } of people) expect(phone).toMatch(/^000-8\d{3}-\d{4}$/);
    expect(isOnce(people.map(({ phone }) => phone))).toBe(true);
    const texts = [sentences, reports, answers, articles].flat().map((row) => JSON.stringify(row));
    for (const text of texts) expect(text).not.toMatch(/\d{5,}|1[3-9]\d{9}|\d{3,4}-\d{7,8}/);
  });
});

describe('texts', () => {
  it('say each condition in at least four ways', () => {
    const said = Map.groupBy(sentences, ({ condition }) => condition);
    expect(new Set(said.keys())).toEqual(conditionCodes);
    for (const [condition, rows] of said) expect(rows.length, condition).toBeGreaterThanOrEqual(4);
    expect(isOnce(sentences.map(({ sentence }) => sentence))).toBe(true);
    for (const { sentence } of sentences) for (const name of placeholders(sentence)) expect(fillable).toContain(name);
  });

  it('are reports of every door and kind, in two languages, about most conditions', () => {
    expect(reports.length).toBeGreaterThanOrEqual(260);
    expect(reports.filter(({ lang }) => lang === 'en').length).toBeGreaterThanOrEqual(20);
    expect(new Set(reports.map(({ condition }) => condition)).size).toBeGreaterThanOrEqual(120);
    expect(new Set(reports.map(({ kind }) => kind))).toEqual(new Set(reportKinds));
    const others = ['import', 'open311', 'email', 'sms', 'account'];
    const doors = channels.filter((channel) => !others.includes(channel));
    expect(new Set(reports.map(({ channel }) => channel))).toEqual(new Set(doors));
    expect(isOnce(reports.map(({ id }) => id))).toBe(true);
    const exits = new Set([
      ...refusalReasons.map((why) => `refused.${why}`),
      ...voidReasons.map((why) => `voided.${why}`),
    ]);
    for (const row of reports) {
      expect(row.condition ? conditionCodes.has(row.condition) : exits.has(row.exit), row.id).toBe(true);
      expect(row.title.length).toBeGreaterThan(0);
      expect(row.detail.length).toBeGreaterThan(0);
      for (const name of placeholders(row.title + row.detail)) expect(fillable).toContain(name);
    }
    for (const why of refusalReasons) expect(reports.some(({ exit }) => exit === `refused.${why}`)).toBe(true);
  });

  it('keep the training sentences and the reports apart', () => {
    const learned = new Set(sentences.map(({ sentence }) => sentence));
    expect(reports.filter(({ detail, title }) => learned.has(detail) || learned.has(title))).toEqual([]);
  });

  it('answer: every matter has a reply of its office, every lawful exit its words in both languages', () => {
    const replies = new Set(answers.filter(({ purpose }) => purpose === 'hand_back').map(({ matter }) => matter));
    expect(replies).toEqual(matterCodes);
    for (const lang of ['zh', 'en']) {
      for (const [purpose, reasons] of [
        ['refuse', refusalReasons],
        ['void', voidReasons],
      ] as const) {
        const said = answers.filter((row) => row.purpose === purpose && row.lang === lang).map(({ reason }) => reason);
        expect(new Set(said)).toEqual(new Set(reasons));
      }
    }
  });

  it('serve by standards whose four parts are there, each measure counted by a figure that exists or by nobody', () => {
    expect(isOnce(standards.map(({ matter }) => matter))).toBe(true);
    // Every matter has one, written for it: no two of them take the same steps or look at the same things.
    expect(standards.map(({ matter }) => matter).toSorted()).toEqual(matters.map(({ matter }) => matter).toSorted());
    for (const part of ['steps', 'checks'] as const) expect(isOnce(standards.map((row) => row[part])), part).toBe(true);
    for (const row of standards) {
      expect(
        matters.map(({ matter }) => matter),
        row.matter,
      ).toContain(row.matter);
      const { steps, checks, measures } = standardOf(row);
      expect([steps, checks, measures].every((part) => part.length > 0 && part.every(Boolean)) || row, row.matter).toBe(
        true,
      );
      expect(measures.filter(({ figure }) => figure !== null).length, row.matter).toBe(
        row.measures.split('|').length - 1,
      );
    }
    for (const { unit, kept_in, since } of forms) {
      expect(units.map(({ code }) => code)).toContain(unit);
      expect(kept_in === '').toBe(since === '');
    }
  });

  it('inform: the knowledge base answers in its own words and marks examples', () => {
    expect(articles.length).toBeGreaterThanOrEqual(60);
    expect(isOnce(articles.map(({ question }) => question))).toBe(true);
    const offices = new Set([...units.map(({ name }) => name), '所在街道办事处']);
    for (const { answer, office, terms } of articles) {
      expect(offices).toContain(office);
      expect(answer.length).toBeGreaterThan(10);
      expect(terms.split(' ').length).toBeGreaterThanOrEqual(3);
    }
  });
});
