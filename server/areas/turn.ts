/**
 * On which side of a line does a point lie? Every geometric decision of this room (inside or outside, crossing or
 * touching, left or right of a cut) is the sign of this one number. It is therefore exact: plain floating point decides
 * wherever its error bound allows, and whole numbers of any length decide the rest, so that two cells sharing a border
 * can never both claim a point, or both disown it, because of rounding.
 */

/** (3 + 16ε)ε, the bound of Shewchuk (1997), "Adaptive Precision Floating-Point Arithmetic", for this determinant. */
const ROUNDING = 3.3306690738754716e-16;
/** Below this size a product may have lost bits to underflow, which the bound does not cover. */
const UNDERFLOW = 1e-290;

/** Positive when a → b → c turns left (c lies left of a → b), negative when right, 0 only when exactly on the line. */
export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy);
  const right = (ay - cy) * (bx - cx);
  const determinant = left - right;
  const error = ROUNDING * (Math.abs(left) + Math.abs(right));
  if ((determinant > error || -determinant > error) && Math.abs(determinant) > UNDERFLOW) return determinant;
  return exactTurn(ax, ay, bx, by, cx, cy);
}

function exactTurn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const [pax, pay, pbx, pby, pcx, pcy] = asIntegers([ax, ay, bx, by, cx, cy]) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const determinant = (pax - pcx) * (pby - pcy) - (pay - pcy) * (pbx - pcx);
  return determinant > 0n ? 1 : determinant < 0n ? -1 : 0;
}

const bits = new DataView(new ArrayBuffer(8));

/** The same doubles as whole multiples of one small power of two: nothing is rounded, so signs and order are kept. */
function asIntegers(values: number[]): bigint[] {
  const parts = values.map((value) => {
    bits.setFloat64(0, value);
    const high = bits.getUint32(0);
    const exponent = (high >>> 20) & 0x7ff;
    const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
    const size = exponent === 0 ? fraction : fraction | (1n << 52n);
    return { signed: high >>> 31 ? -size : size, exponent: Math.max(exponent, 1) };
  });
  const used = parts.filter((part) => part.signed !== 0n).map((part) => part.exponent);
  const smallest = Math.min(...used);
  return parts.map((part) => (part.signed === 0n ? 0n : part.signed << BigInt(part.exponent - smallest)));
}
