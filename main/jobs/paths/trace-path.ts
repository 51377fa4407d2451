import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath, PathRule, Threshold, Waypoint } from '../../../shared/contracts/study'
import { row, type Matrix } from '../../../shared/matrix'
import type { DataSet } from '../../data/picture-set'
import { labelVote, type Votes } from '../../embedding/label-vote'
import { gatherPixels } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import type { LearnedMap } from '../../nn/maps/learned-map'
import type { PictureCoder } from '../../nn/coder'
import { denormalise } from '../../ot/normalise'
import { inSpace } from '../transport/in-space'
import { codeSpaceOf, layoutSearchOf, placed, targetNear, targetOf } from './code-space'
import { learnedCurve } from './learned-path'
import { openMapper } from '../mappers/mapper'
import { mapperFits } from '../mappers/mapper-fit'
import { curve, type Anchor, type Curve, type CurveCrossing, type CurveSpace } from './path-curve'
import { directionOf } from './direction'
import { anchorsAlong, resolveWaypoint } from './resolve-waypoint'
import { codeOfOwn, requireOwnPicture, type OwnPicture } from '../own-pictures/own-pictures'
import type { Codes, FoundFacets, Layout, SolvedTransport, Study } from '../study/study'
import type { Tools } from '../tools'

/** Nearest codes that vote on a step's label. */
const voters = 8

/** What a path goes through: a model with its codes, where they are drawn, and its map where there is one. */
export interface TracedModel {
  readonly data: DataSet
  /** Null for codes without a decoder. */
  readonly coder: PictureCoder | null
  readonly codes: Codes
  readonly layout: Layout
  /** Whether the layout is the codes as they are: a path is then drawn where it goes. */
  readonly drawsCodes: boolean
  readonly transport: SolvedTransport | null
  readonly facets: FoundFacets | null
  /** Pictures of one's own that a waypoint may be. */
  readonly own: ReadonlyMap<string, OwnPicture>
  /** Opens the learned map onto these codes; null where there is none. */
  readonly learned: (() => Promise<LearnedMap>) | null
}

/**
 * Traces a path through the study's own model.
 * @throws BrenierError `missing-stage`, and those of `traceThrough`
 */
export async function tracePath(
  study: Study,
  path: LatentPath,
  revision: number,
  threshold: Threshold,
  tools: Pick<Tools, 'tensors' | 'clock'>,
): Promise<PathTrace> {
  const { data, transport, facets } = study
  const { coder } = study
  const codes = study.requireCodes()
  const layout = study.requireLayout()
  const drawsCodes = codes.normalised.columns <= layout.dimensions
  const { mapper } = study
  const learned = mapper && mapperFits(mapper, codes) ? () => openMapper(study, tools, mapper) : null
  const model = {
    data,
    coder,
    codes,
    layout,
    drawsCodes,
    transport,
    facets,
    own: study.ownPictures,
    learned,
  }
  return traceThrough(model, path, revision, threshold, tools.clock)
}

/**
 * Traces a path: waypoints → codes → crossings → decoded pictures, with what the strip and the cloud show of it.
 * @param clock milliseconds, for the figure beside the strip
 * @throws BrenierError `bad-argument` for an index outside the set
 */
export async function traceThrough(
  model: TracedModel,
  path: LatentPath,
  revision: number,
  threshold: Threshold,
  clock: () => number,
): Promise<PathTrace> {
  const start = clock()
  const { codes, layout, transport, data } = model
  const { search, heights } = codeSpaceOf(codes)
  const n = codes.normalised.rows
  const targets = transport && targetOf(transport, n)
  const near = transport && targetNear(transport, codes)
  const noiseOf = transport && near ? (item: number) => row(transport.centres, near[item]!) : null

  const steps = Math.max(path.steps, path.waypoints.length, path.direction ? 3 : 2)
  const ownCodes = await codesOfOwn(model, path.waypoints)
  const space = { codeSearch: search, layoutSearch: layoutSearchOf(layout), noiseOf, ownCodes }
  const resolved = path.waypoints.map((waypoint) => resolveWaypoint(waypoint, space))
  const anchors = path.direction
    ? anchorsAlong(resolved[0]!.anchor, path.direction, directionOf(codes, data, path.direction), space)
    : resolved.map(({ anchor }) => anchor)
  const map = transport &&
    near && {
      targets: transport.map.targets,
      heights: transport.map.heights,
      items: transport.items,
      targetNear: near,
    }
  const curves = {
    codes: codes.normalised,
    voronoiHeights: heights,
    map,
    facets: model.facets?.table ?? null,
    threshold,
  }
  const traced = await curveOf(model, path.rule, anchors, steps, curves)

  // Pictures are made in the time in which neighbours are looked for.
  const decoding = decoded(model, traced.codes)
  const nearby = search.nearest(traced.codes, Math.min(voters, n))
  const nearest = Uint32Array.from({ length: steps }, (_, step) => nearby.indices[step * nearby.k]!)
  const nearestDistance = Float32Array.from(nearest, (_, step) =>
    Math.sqrt(nearby.squaredDistances[step * nearby.k]!),
  )
  const votes = data.labels ? labelVote(nearby, data.labels) : unlabelled(steps)
  const { height, width, channels } = data.kind === 'pictures' ? data : { height: 0, width: 0, channels: 0 }
  return {
    path: path.id,
    revision,
    steps,
    height,
    width,
    channels,
    decoded: await decoding,
    nearest,
    nearestPictures: data.kind === 'pictures' ? gatherPixels(data, nearest) : new Uint8Array(0),
    nearestDistance,
    positions: model.drawsCodes ? inSpace(traced.codes) : placed(traced.codes, layout, search),
    jumps: jumpsAlong(traced.codes),
    offData: nearestDistance.map((value, step) => over(value, codes.spacing[nearest[step]!]!)),
    votes: votes.labels,
    voteShare: votes.shares,
    cellMass: Float32Array.from(nearest, (item) =>
      targets && targets[item]! >= 0 ? transport!.cellMass[targets[item]!]! : 0,
    ),
    crossings: traced.crossings.map((crossing) => describeCrossing(crossing, codes)),
    exactCrossings: path.rule !== 'learned',
    handles: resolved.map(({ waypoint, spread, anchor }, k) => ({
      waypoint,
      // Along a direction the one waypoint stands between two ends that are no handles.
      step: traced.waypointSteps[path.direction ? 1 : k]!,
      spread: over(spread, codes.spacing[anchor.item]!),
    })),
    note: traced.note,
    milliseconds: clock() - start,
  }
}

/** The codes of the pictures of one's own among waypoints, by their ids. */
async function codesOfOwn(
  { coder, codes, own }: TracedModel,
  waypoints: readonly Waypoint[],
): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>()
  for (const waypoint of waypoints) {
    if (waypoint.kind !== 'own' || !coder) continue
    found.set(waypoint.id, await codeOfOwn({ coder, codes }, requireOwnPicture(own, waypoint.id)))
  }
  return found
}

async function curveOf(
  { codes, learned }: TracedModel,
  rule: PathRule,
  anchors: readonly Anchor[],
  steps: number,
  space: CurveSpace,
): Promise<Curve> {
  if (rule !== 'learned') return curve(rule, anchors, steps, space)
  if (learned) return learnedCurve(await learned(), anchors, codes.spacing, steps, space)
  return {
    ...curve('straight', anchors, steps, space),
    note: 'There is no learned map of these codes, so the path goes straight. Train one in the Transport view.',
  }
}

/** Decoded pictures of normalised codes, Uint8 [m, h, w, c]; empty for a study without a decoder. */
export async function decodeNormalised(study: Study, codes: Matrix): Promise<Uint8Array> {
  const { data, coder } = study
  return decoded({ data, coder, codes: study.requireCodes() }, codes)
}

async function decoded(
  { data, coder, codes }: Pick<TracedModel, 'data' | 'coder' | 'codes'>,
  wanted: Matrix,
): Promise<Uint8Array> {
  if (data.kind !== 'pictures' || !coder) return new Uint8Array(0)
  return (await decodeCodes(coder, denormalise(wanted, codes.normalisation))).pixels
}

const unlabelled = (steps: number): Votes => ({
  labels: new Int32Array(steps).fill(-1),
  shares: new Float32Array(steps),
})

/** Zero spacing is where codes coincide; a distance over it says nothing. */
const over = (value: number, spacing: number) => (spacing > 0 ? value / spacing : 0)

function describeCrossing(crossing: CurveCrossing, codes: Codes) {
  const { at, from, to, angle, jump } = crossing
  const spacing = Math.sqrt(codes.spacing[from]! * codes.spacing[to]!)
  return { at, from, to, angle, jump, relativeJump: over(jump, spacing) }
}

function jumpsAlong(codes: Matrix): Float32Array {
  const jumps = new Float32Array(codes.rows - 1)
  for (let step = 0; step < jumps.length; step++) {
    const a = row(codes, step)
    const b = row(codes, step + 1)
    let square = 0
    for (let k = 0; k < a.length; k++) square += (b[k]! - a[k]!) ** 2
    jumps[step] = Math.sqrt(square)
  }
  return jumps
}
