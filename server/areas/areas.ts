/** The door of the room: what the rest of the house may use of areas. */
export { readCoordinate, toWgs84 } from './datum.ts';
export type { Coordinate, CoordinateFault } from './datum.ts';
export { decodeText } from './geofile.ts';
export { checkGeometry } from './geometry.ts';
export type { GeometryCheck, GeometryFault } from './geometry.ts';
export { buildIndex } from './locate.ts';
export type { AreaIndex } from './locate.ts';
export type { GroundFeature } from './lines.ts';
export { areaM2, boxOf, pointInside, toGeometry, toShape } from './shape.ts';
export type { AreaGeometry, Box, LonLat, Shape } from './shape.ts';
export { boxAsked } from './shapes.ts';
export { subdivide } from './subdivide.ts';
export type { Subdivision, UnitCell } from './subdivide.ts';

export {
  addPlaces,
  appointKeeper,
  appointKeepers,
  createNamedArea,
  createNamedAreas,
  drawGroundMap,
  endKeeper,
  ensureRegion,
  regionRoot,
  saveArea,
  seedAreas,
} from './actions.ts';
export type { AddPlace, Appointment, NewRegion, SeedArea } from './actions.ts';
export {
  ancestors,
  areaByName,
  areaNames,
  areaOf,
  findPlaces,
  findRegion,
  locate,
  locatorOf,
  placeInText,
  placesInText,
  regionOf,
  treeOf,
} from './ground.ts';
export type { Area, Found, Locator, Tree } from './ground.ts';
export type { Candidate } from './words/match.ts';
export { placeFinder } from './names.ts';
export type { NamedPlace, PlaceFinder } from './names.ts';
export { keepersOf, keepsCell, listRegions } from './views.ts';
export type { AreaNode, KeeperRow, Layer, Region } from './views.ts';
export { areaRoutes } from './routes.ts';
export {
  checkAreasCommand,
  drawGroundCommand,
  importAreasCommand,
  importNamesCommand,
  locateAreasCommand,
  subdivideAreasCommand,
} from './command.ts';
export { groundWords, wordPairs } from './name-file.ts';
export { checkLayer, subdivideAreas } from './grid.ts';
export { importAreas, readAreas } from './import.ts';
export { mergeAreas, splitArea } from './redraw.ts';
export { placesEval, placesTrain } from './words/command.ts';
export type { ScoredPlaces } from './words/command.ts';
