/** The clock of this whole process can be set wrong from outside: its sweeps, its ids and what it writes down go by it. */
const Right = Date;
let offsetMs = 0;
process.on('message', (told: { clock?: number }) => (offsetMs = told.clock ?? offsetMs));

class Wrong extends Right {
  constructor(...given: []) {
    super(...((given.length > 0 ? given : [Right.now() + offsetMs]) as []));
  }
  static override now(): number {
    return Right.now() + offsetMs;
  }
}
globalThis.Date = Wrong as DateConstructor;
