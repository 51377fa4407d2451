import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath, PathRule, Threshold } from '../../../shared/contracts/study'
import { matrix, row, selectRows, type Matrix } from '../../../shared/matrix'
import type { DataSet } from '../../data/picture-set'
import { labelVote, type Votes } from '../../embedding/label-vote'
import { neighbourSearch, type NeighbourSearch } from '../../embedding/neighbours'
import { placeAmong } from '../../embedding/place'
import { gatherPixels } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import type { LearnedMap } from '../../nn/maps/learned-map'
import type { Network } from '../../nn/network'
import { denormalise } from '../../ot/normalise'
import { inSpace } from '../transport/in-space'
import { learnedCurve } from './learned-path'
import { openMapper } from '../mappers/mapper'
import { mapperFits } from '../mappers/mapper-fit'
import {
  curve,
  voronoiHeights,
  type Anchor,
  type Curve,
  type CurveCrossing,
  type CurveSpace,
} from './path-curve'
import { resolveWaypoint } from './resolve-waypoint'
import type { Codes, FoundFacets, Layout, SolvedTransport, Study } from '../study/study'
import type { Tools } from '../tools'

/** Nearest codes that vote on a step's label. */
const voters = 8

/** Searches and heights that stay the same while the codes do. */
interface CodeSpace {
  readonly search: NeighbourSearch
  readonly heights: Float64Array
}

const codeSpaces = new WeakMap<Codes, CodeSpace>()
const layoutSearches = new WeakMap<Layout, NeighbourSearch>()
const targetIndices = new WeakMap<SolvedTransport, Int32Array>()

function remembered<K extends object, T>(memory: WeakMap<K, T>, key: K, make: () => T): T {
  let value = memory.get(key)
  if (value === undefined) {
    value = make()
    memory.set(key, value)
  }
  return value
}

const codeSpaceOf = (codes: Codes): CodeSpace =>
  remembered(codeSpaces, codes, () => ({
    search: neighbourSearch(codes.normalised),
    heights: voronoiHeights(codes.normalised),
  }))

/** The codes, ready for queries. */
export const codeSearch = (codes: Codes): NeighbourSearch => codeSpaceOf(codes).search

const layoutSearchOf = (layout: Layout): NeighbourSearch =>
  remembered(layoutSearches, layout, () =>
    neighbourSearch(matrix(layout.positions.length / 3, 3, layout.positions)),
  )

/** For each item the index of its cell, -1 where the map left it out. */
export const targetOf = (transport: SolvedTransport, items: number): Int32Array =>
  remembered(targetIndices, transport, () => {
    const targets = new Int32Array(items).fill(-1)
    for (const [target, item] of transport.items.entries()) targets[item] = target
    return targets
  })

const nearestTargets = new WeakMap<SolvedTransport, Uint32Array>()

/** For each item its own target, or the one with the nearest code where the map left the item out. */
function targetNear(transport: SolvedTransport, codes: Codes): Uint32Array {
  return remembered(nearestTargets, transport, () => {
    const { items } = transport
    const count = codes.normalised.rows
    if (items.length === count) return Uint32Array.from(targetOf(transport, count))
    return neighbourSearch(selectRows(codes.normalised, items)).nearest(codes.normalised, 1).indices
  })
}

/** What a path goes through: a model with its codes, where they are drawn, and its map where there is one. */
export interface TracedModel {
  readonly data: DataSet
  /** Null for points, which are their own codes. */
  readonly network: Network | null
  readonly codes: Codes
  readonly layout: Layout
  /** Whether the layout is the codes as they are: a path is then drawn where it goes. */
  readonly drawsCodes: boolean
  readonly transport: SolvedTransport | null
  readonly facets: FoundFacets | null
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
  const network = study.model?.network ?? null
  const codes = study.requireCodes()
  const layout = study.requireLayout()
  const drawsCodes = codes.normalised.columns <= layout.dimensions
  const { mapper } = study
  const learned = mapper && mapperFits(mapper, codes) ? () => openMapper(study, tools, mapper) : null
  const model = { data, network, codes, layout, drawsCodes, transport, facets, learned }
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

  const steps = Math.max(path.steps, path.waypoints.length)
  const space = { codeSearch: search, layoutSearch: layoutSearchOf(layout), noiseOf }
  const resolved = path.waypoints.map((waypoint) => resolveWaypoint(waypoint, space))
  const anchors = resolved.map(({ anchor }) => anchor)
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
      step: traced.waypointSteps[k]!,
      spread: over(spread, codes.spacing[anchor.item]!),
    })),
    note: traced.note,
    milliseconds: clock() - start,
  }
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

/** Where codes are drawn among their nearest codes, [m, 3]. */
function placed(codes: Matrix, layout: Layout, search: NeighbourSearch): Float32Array {
  const points = matrix(layout.positions.length / 3, 3, layout.positions)
  return placeAmong(search, points, codes).data
}

/** Decoded pictures of normalised codes, Uint8 [m, h, w, c]; empty for a study without a decoder. */
export async function decodeNormalised(study: Study, codes: Matrix): Promise<Uint8Array> {
  const network = study.model?.network ?? null
  return decoded({ data: study.data, network, codes: study.requireCodes() }, codes)
}

async function decoded(
  { data, network, codes }: Pick<TracedModel, 'data' | 'network' | 'codes'>,
  wanted: Matrix,
): Promise<Uint8Array> {
  if (data.kind !== 'pictures' || !network) return new Uint8Array(0)
  return (await decodeCodes(network, denormalise(wanted, codes.normalisation))).pixels
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
