/** A point on the canvas, CSS pixels from the top left. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Where a path is torn: between step `segment` and the next. */
export interface Cut {
  readonly segment: number
  /** θ or distance of the worst facet crossed there, as the chip says it. */
  readonly label: string
  readonly weight: number
}

/** A run of the path without a tear, flattened; `steps[k]` is the fractional step of point k. */
export interface Stretch {
  readonly points: readonly Point[]
  readonly steps: readonly number[]
}

/** The marks of one cut: where the line stops and starts again, and the direction of the line there. */
export interface CutMark {
  readonly cut: Cut
  readonly before: Point
  readonly after: Point
  /** Unit direction of the path at either tick. */
  readonly along: readonly [Point, Point]
  /** Where its chip may stand, the better place first. */
  readonly chips: readonly [Point, Point]
}

/** Whether the ticks of a cut are too far apart for the eye to pair them. */
export const isWide = ({ before, after }: Pick<CutMark, 'before' | 'after'>): boolean =>
  distance(before, after) > WIDE_GAP

/** A cut whose chip found room. */
export interface PlacedChip {
  readonly cut: Cut
  readonly at: Point
}

const PER_STEP = 6
/** The two ticks of a cut stand at least this far apart. */
const GAP = 12
/** CSS pixels between two ticks past which a dashed line ties them together. */
const WIDE_GAP = 36
/** How far the line goes on into the gap: past a handle, off a run that is one spot on the screen, elsewhere. */
const OVERHANG = { handle: 15, spot: 9, line: 5 } as const
const CHIP = { width: 54, height: 20, away: 28 }

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y })
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

function unit(v: Point, fallback: Point): Point {
  const length = Math.hypot(v.x, v.y)
  return length > 1e-6 ? { x: v.x / length, y: v.y / length } : fallback
}

/** Steps that lie on one spot of the canvas, `first` to `last`. */
interface Spot {
  readonly at: Point
  readonly first: number
  readonly last: number
}

/** The places a run goes through. Steps of one code lie on one spot, where a line through each would have a corner. */
function spots(points: readonly Point[], from: number, to: number): Spot[] {
  const found: Spot[] = []
  for (let step = from; step <= to; step++) {
    const at = points[step]!
    const spot = found[found.length - 1]
    if (spot && distance(spot.at, at) < 1) found[found.length - 1] = { ...spot, last: step }
    else found.push({ at, first: step, last: step })
  }
  return found
}

/** Tangent at spot i of a run, no longer than the shorter neighbour: the curve does not overshoot where spots bunch. */
function tangent(run: readonly Spot[], i: number): Point {
  const here = run[i]!.at
  const previous = run[i - 1]?.at ?? here
  const next = run[i + 1]?.at ?? here
  const chord = minus(next, previous)
  if (i === 0 || i === run.length - 1) return chord
  const length = Math.hypot(chord.x, chord.y) / 2
  const bound = Math.min(distance(previous, here), distance(here, next))
  const factor = length > 0 ? (Math.min(length, bound) / length) * 0.5 : 0
  return { x: chord.x * factor, y: chord.y * factor }
}

function hermite(a: Point, b: Point, ta: Point, tb: Point, t: number): Point {
  const t2 = t * t
  const t3 = t2 * t
  const [ha, hta, hb, htb] = [2 * t3 - 3 * t2 + 1, t3 - 2 * t2 + t, -2 * t3 + 3 * t2, t3 - t2]
  return {
    x: ha * a.x + hta * ta.x + hb * b.x + htb * tb.x,
    y: ha * a.y + hta * ta.y + hb * b.y + htb * tb.y,
  }
}

function stretch(points: readonly Point[], from: number, to: number): Stretch {
  const run = spots(points, from, to)
  const flat: Point[] = []
  const steps: number[] = []
  run.forEach((spot, i) => {
    flat.push(spot.at)
    steps.push(spot.first)
    if (spot.last > spot.first) {
      flat.push(spot.at)
      steps.push(spot.last)
    }
    const next = run[i + 1]
    if (!next) return
    const ta = tangent(run, i)
    const tb = tangent(run, i + 1)
    for (let k = 1; k < PER_STEP; k++) {
      flat.push(hermite(spot.at, next.at, ta, tb, k / PER_STEP))
      steps.push(spot.last + ((next.first - spot.last) * k) / PER_STEP)
    }
  })
  return { points: flat, steps }
}

/**
 * A path as the canvas draws it: smooth runs between the cuts, and the marks at the cuts.
 * @param points the steps on the canvas, in order
 * @param cuts at most one a segment, in order
 * @param handles middles of the handles: ticks stand clear of them
 */
export function drawnPath(
  points: readonly Point[],
  cuts: readonly Cut[],
  handles: readonly Point[],
): { stretches: Stretch[]; marks: CutMark[] } {
  const stretches: Stretch[] = []
  let from = 0
  for (const { segment } of cuts) {
    stretches.push(stretch(points, from, segment))
    from = segment + 1
  }
  if (points.length > 0) stretches.push(stretch(points, from, points.length - 1))
  const marks = cuts.map((cut, k) => cutMark(cut, stretches[k]!, stretches[k + 1]!, handles))
  return { stretches: stretches.map((run, k) => reaching(run, marks[k - 1], marks[k])), marks }
}

/** A stretch out to its ticks, which stand a little into the gaps: a single step between two tears is still seen. */
function reaching(run: Stretch, left: CutMark | undefined, right: CutMark | undefined): Stretch {
  const points = [...(left ? [left.after] : []), ...run.points, ...(right ? [right.before] : [])]
  const steps = [
    ...(left ? [run.steps[0]!] : []),
    ...run.steps,
    ...(right ? [run.steps[run.steps.length - 1]!] : []),
  ]
  return { points, steps }
}

const onwards = (from: Point, along: Point, by: number): Point => ({
  x: from.x + along.x * by,
  y: from.y + along.y * by,
})

function overhang(end: Point, run: Stretch, handles: readonly Point[]): number {
  if (handles.some((handle) => distance(handle, end) < OVERHANG.handle - 3)) return OVERHANG.handle
  return run.points.every((point) => distance(point, end) < 4) ? OVERHANG.spot : OVERHANG.line
}

function cutMark(cut: Cut, left: Stretch, right: Stretch, handles: readonly Point[]): CutMark {
  const end = left.points[left.points.length - 1]!
  const start = right.points[0]!
  const across = unit(minus(start, end), { x: 1, y: 0 })
  const leftward = left.points[left.points.length - 2]
  const rightward = right.points[1]
  const along = [
    leftward ? unit(minus(end, leftward), across) : across,
    rightward ? unit(minus(rightward, start), across) : across,
  ] as const
  const middle = { x: (end.x + start.x) / 2, y: (end.y + start.y) / 2 }
  // The ticks stand a little into the gap, and at least 12 px from each other.
  const gap = distance(end, start)
  const room = (gap - GAP) / 2
  const before = onwards(end, across, Math.min(room, overhang(end, left, handles)))
  const after = onwards(start, across, -Math.min(room, overhang(start, right, handles)))
  const down = across.x >= 0 ? { x: -across.y, y: across.x } : { x: across.y, y: -across.x }
  return {
    cut,
    before,
    after,
    along,
    chips: [
      { x: middle.x + down.x * CHIP.away, y: middle.y + down.y * CHIP.away },
      { x: middle.x - down.x * CHIP.away, y: middle.y - down.y * CHIP.away },
    ],
  }
}

/**
 * The chips that fit: the worst cuts first, none over another or over a handle, none off the canvas.
 * @param handles middles of the handles
 */
export function placedChips(
  marks: readonly CutMark[],
  handles: readonly Point[],
  width: number,
  height: number,
): PlacedChip[] {
  const placed: PlacedChip[] = []
  const inside = ({ x, y }: Point): boolean =>
    x > CHIP.width / 2 && y > CHIP.height / 2 && x < width - CHIP.width / 2 && y < height - CHIP.height / 2
  const free = (at: Point): boolean =>
    placed.every((other) => !overlaps(other.at, at, CHIP.width + 4, CHIP.height + 4)) &&
    handles.every((handle) => !overlaps(handle, at, CHIP.width / 2 + 12, CHIP.height / 2 + 12))
  for (const { cut, chips } of marks.toSorted((a, b) => b.cut.weight - a.cut.weight)) {
    const at = chips.find((place) => inside(place) && free(place))
    if (at) placed.push({ cut, at })
  }
  return placed
}

const overlaps = (a: Point, b: Point, width: number, height: number): boolean =>
  Math.abs(a.x - b.x) < width && Math.abs(a.y - b.y) < height

/** The fractional step of the path nearest to a canvas point, or null farther away than `reach`. */
export function stepAt(stretches: readonly Stretch[], point: Point, reach: number): number | null {
  let best: number | null = null
  let bestDistance = reach
  for (const { points, steps } of stretches) {
    for (let k = 0; k < points.length; k++) {
      const a = points[k]!
      const b = points[k + 1] ?? a
      const run = minus(b, a)
      const squared = run.x * run.x + run.y * run.y
      const along = squared > 0 ? ((point.x - a.x) * run.x + (point.y - a.y) * run.y) / squared : 0
      const t = Math.min(1, Math.max(0, along))
      const apart = distance(point, { x: a.x + run.x * t, y: a.y + run.y * t })
      if (apart > bestDistance) continue
      bestDistance = apart
      best = steps[k]! + ((steps[k + 1] ?? steps[k]!) - steps[k]!) * t
    }
  }
  return best
}
