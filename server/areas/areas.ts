/** The door of the room: what the rest of the house may use of areas. */
export { readCoordinate, toWgs84 } from './datum.ts';
export type { Coordinate, CoordinateFault } from './datum.ts';
export { decodeText } from './geofile.ts';
export { checkGeometry } from './geometry.ts';
export type { GeometryCheck, GeometryFault } from './geometry.ts';
export { buildIndex } from './locate.ts';
export type { AreaIndex } from './locate.ts';
export { areaM2, boxOf, pointInside, toGeometry, toShape } from './shape.ts';
export type { AreaGeometry, Box, LonLat, Shape } from './shape.ts';
export { subdivide } from './subdivide.ts';
export type { Subdivision, UnitCell } from './subdivide.ts';
