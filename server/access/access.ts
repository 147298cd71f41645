/** The door of the room `access`: who is here, what they may do, what they may see. */
export { accessRoutes } from './routes.ts';
export {
  heldAs,
  isPermit,
  housePermit,
  mayOf,
  permit,
  postsFor,
  postWords,
  type AnyPermit,
  type Permit,
} from './permit.ts';
export {
  caseScope,
  groundScope,
  groundSight,
  knowsReporter,
  seesDistrict,
  sightOf,
  toldInConfidence,
  unitsThatShow,
  type Sight,
} from './scope.ts';
export { forgetPhones, phoneToKeep, sealedPhones } from './phone.ts';
export { sealedSecrets } from './second-factor.ts';
export { forgetSessions, restForAShift, whoIs } from './session.ts';
export {
  belongsTo,
  colleaguesWith,
  demoActors,
  hasAccounts,
  inSight,
  personNames,
  postHolders,
  unitsOf,
  type Colleague,
  type PostHolder,
} from './views.ts';
export { departmentsIn, type UnitRow, type Units } from './units.ts';
export {
  addPerson,
  createAccount,
  endPost,
  ensureCentres,
  grantPost,
  recoverAccount,
  savePerson,
  saveUnit,
  type Centres,
} from './actions.ts';
export { importUnits } from './unit-list.ts';
export { demoLogins, demoPassword } from './demo.ts';
export { openWall, type SeenWall } from './walls/actions.ts';
export { hashPassword } from './password.ts';
